#pragma once

#include <string>

#include <mlxpatch/merge/text_merge.hpp>

namespace mlxpatch::merge {

/// What becomes of a file that the patch adds to a directory which upstream renamed (git's merge.directoryRenames).
enum class DirectoryRenames { conflict, follow, ignore };

struct MergeOptions {
  ConflictStyle style = ConflictStyle::merge;
  std::string ours_label = "HEAD";
  std::string theirs_label;
  std::string base_label;
  // What the two sides are, in the sentences about conflicts.
  std::string our_side = "upstream";
  std::string their_side = "the patch";
  DirectoryRenames directory_renames = DirectoryRenames::conflict;
  MergeEffort effort =
      MergeEffort::full;  ///< for a mere verdict, a conflict's result is ours, unless its merge is known
};

}  // namespace mlxpatch::merge

#pragma once

#include <string>

#include <mlxpatch/merge/text_merge.hpp>

namespace mlxpatch::merge {

/// What becomes of a file which the patch adds to a folder that upstream moved (git's merge.directoryRenames).
enum class DirectoryRenames { conflict, follow, ignore };

struct MergeOptions {
  ConflictStyle style = ConflictStyle::merge;
  std::string ours_label = "HEAD";
  std::string theirs_label;
  std::string base_label;
  DirectoryRenames directory_renames = DirectoryRenames::conflict;
  MergeEffort effort = MergeEffort::full;  ///< where only the verdict is wanted ours stands in a conflict
};

}  // namespace mlxpatch::merge

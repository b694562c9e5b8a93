#pragma once

#include <map>
#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>

namespace mlxpatch::merge {

/// A file followed to where the other side moved it.
struct FollowedRename {
  std::string from;
  std::string to;
};

/// What a merge changes on our side.
struct PathMerge {
  std::map<std::string, git::Entry> edits;  ///< of ours; conflicting paths stand as their `result`
  std::vector<MergeConflict> conflicts;
  std::vector<FollowedRename> renames;
  std::vector<std::string> non_default_diff;  ///< clean only by another diff than git's
  bool clean() const { return conflicts.empty(); }
};

/// The same as a tree.
struct TreeMerge {
  git::Oid tree;
  std::vector<MergeConflict> conflicts;
  std::vector<FollowedRename> renames;
  bool clean() const { return conflicts.empty(); }
};

}  // namespace mlxpatch::merge

#pragma once

#include <map>
#include <string>
#include <vector>

#include <mlxpatch/git/conflict.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::git {

/// A file followed to where the other side moved it.
struct FollowedRename {
  std::string from;
  std::string to;
};

/// What a merge changes on our side.
struct PathMerge {
  std::map<std::string, Entry> edits;  ///< of ours; conflicting paths stand as their `result`
  std::vector<MergeConflict> conflicts;
  std::vector<FollowedRename> renames;
  std::vector<std::string> by_other_diff;  ///< clean only by another diff than git's
  bool clean() const { return conflicts.empty(); }
};

/// The same as a tree.
struct TreeMerge {
  Oid tree;
  std::vector<MergeConflict> conflicts;
  std::vector<FollowedRename> renames;
  bool clean() const { return conflicts.empty(); }
};

}  // namespace mlxpatch::git

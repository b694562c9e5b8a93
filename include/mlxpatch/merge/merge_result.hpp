#pragma once

#include <map>
#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/unusual_merge.hpp>

namespace mlxpatch::merge {

/// A file that was followed to where the other side moved it.
struct FollowedRename {
  std::string from;
  std::string to;
};

/// The result of a merge as edits of our tree.
struct PathMerge {
  std::map<std::string, git::Entry> edits;  ///< a conflicting path has its `result`
  std::vector<MergeConflict> conflicts;
  std::vector<FollowedRename> renames;
  std::vector<UnusualMerge> unusual{};
  bool clean() const { return conflicts.empty(); }
};

/// The result of a merge as a tree.
struct TreeMerge {
  git::Oid tree;
  std::vector<MergeConflict> conflicts;
  std::vector<FollowedRename> renames;
  std::vector<UnusualMerge> unusual{};
  bool clean() const { return conflicts.empty(); }
};

}  // namespace mlxpatch::merge

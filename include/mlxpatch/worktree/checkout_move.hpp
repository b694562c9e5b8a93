#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::worktree {

/// A path that could not be merged: its three sides, and the bytes (with markers) for the file.
struct ConflictedPath {
  std::string path;
  git::Entry base;
  git::Entry ours;
  git::Entry theirs;
  git::Entry worktree;  ///< what to put into the worktree (a blob in the store); absent: remove the file
};

/// From one tree to another; an id of zero is an empty tree.
struct TreeMove {
  git::Oid from;
  git::Oid to;
};

/// What checkout() is to do, and what it finds if nobody has changed anything.
struct CheckoutMove {
  TreeMove trees;
  std::vector<ConflictedPath> conflicts_before = {};  ///< which a stop has left in index and worktree
  std::vector<ConflictedPath> conflicts_after = {};   ///< become index stages 1 to 3
};

}  // namespace mlxpatch::worktree

#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/worktree/checkout_move.hpp>

namespace mlxpatch::worktree {

/// A path on one side of a checkout.
struct PathSide {
  git::Entry file;                           ///< in the worktree
  const ConflictedPath* conflict = nullptr;  ///< its stages in the index; null: the index has the file's entry
};

/// A path that a checkout changes.
struct PathMove {
  std::string path;
  PathSide before;
  PathSide after;
};

/// What a checkout changes, sorted by path. The conflicts of `move` must outlive it.
std::vector<PathMove> path_moves(objects::ObjectStore& store, const CheckoutMove& move);

}  // namespace mlxpatch::worktree

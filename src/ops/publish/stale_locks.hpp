#pragma once

#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/workspace/operation.hpp>

namespace mlxpatch::ops {

/// Removes the `.lock` files below refs/mlxpatch. Only the holder of our run lock creates them, so a killed run left
/// them.
void remove_own_ref_locks(const git::Repository& repository);

/// Removes the `.lock` files (of the index, HEAD and the operation's refs) that the crashed run of this operation left.
/// One that disappears or changes within a second belongs to a running git program, and stays.
void remove_locks_of(const git::Repository& repository, const workspace::Operation& operation);

/// The same for the locks of the index and of the stash list.
void remove_stash_locks(const git::Repository& repository);

/// Throws Error if a git program holds the index lock.
void refuse_locked_index(const git::Repository& repository);

}  // namespace mlxpatch::ops

#pragma once

#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/workspace/operation.hpp>

namespace mlxpatch::ops {

/// Removes the `.lock` files below refs/mlxpatch, which nobody but the holder of our run lock makes: a killed run left
/// them.
void remove_own_ref_locks(const git::Repository& repository);

/// Removes the `.lock` files (of the index, HEAD and the operation's refs) that the run which died in this operation
/// left behind. One that goes away or changes within a second belongs to a git program at work, and stays.
void remove_locks_of(const git::Repository& repository, const workspace::Operation& operation);

/// The same for the locks of the index and of the stash list.
void remove_stash_locks(const git::Repository& repository);

/// Throws Error where a git program holds the index right now.
void refuse_locked_index(const git::Repository& repository);

}  // namespace mlxpatch::ops

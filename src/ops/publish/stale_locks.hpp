#pragma once

#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/workspace/operation.hpp>

namespace mlxpatch::ops {

/// Removes the `.lock` and temporary files below refs/mlxpatch, except what fetches write. Only the holder of our run
/// lock creates them, so a killed run left them.
void remove_own_ref_locks(const git::Repository& repository);

/// Removes the locks that the crashed run of this operation left: of HEAD, of its refs and of packed-refs those whose
/// content shows that, and that of the index if it is the same for a second. All others are somebody else's, and stay.
void remove_locks_of(const git::Repository& repository, const workspace::Operation& operation);

/// The same for the locks of the index and of the stash list.
void remove_stash_locks(const git::Repository& repository);

/// Throws Error if a git program holds the index lock.
void refuse_locked_index(const git::Repository& repository);

}  // namespace mlxpatch::ops

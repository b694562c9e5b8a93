#pragma once

#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/workspace/operation.hpp>

namespace mlxpatch::ops {

/// Removes the `.lock` and temporary files below refs/mlxpatch, except what fetches write. Only the holder of our run
/// lock creates them, so a killed run left them.
void remove_own_ref_locks(const git::Repository& repository);

/// Removes the locks that the crashed run of this operation left: of HEAD, of its refs and of packed-refs those whose
/// content shows that. All others are somebody else's, and stay.
void remove_locks_of(const git::Repository& repository, const workspace::Operation& operation);

}  // namespace mlxpatch::ops

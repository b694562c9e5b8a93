#pragma once

#include <string>

#include "fork/checkout.hpp"
#include "publish/publication.hpp"

namespace mlxpatch::ops {

/// Throws Error if a branch that the publication moves, or that HEAD would go to, is checked out in another worktree,
/// or is being rebased or bisected there: that worktree's next commit would take the move back. Git refuses the same.
void refuse_branches_elsewhere(Checkout& checkout, const Publication& publication);

/// The command that takes a branch, by its ref, off another worktree; empty if none has it. Until then git refuses to
/// switch to it.
std::string command_to_free(Checkout& checkout, const std::string& branch);

}  // namespace mlxpatch::ops

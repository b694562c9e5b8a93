#pragma once

#include "fork/checkout.hpp"
#include "publish/publication.hpp"

namespace mlxpatch::ops {

/// Throws Error if a branch that the publication moves, or that HEAD would go to, is checked out in another worktree,
/// or is being rebased or bisected there: that worktree's next commit would take the move back. Git refuses the same.
void refuse_branches_elsewhere(Checkout& checkout, const Publication& publication);

}  // namespace mlxpatch::ops

#pragma once

#include <mlxpatch/report/event.hpp>
#include <mlxpatch/workspace/operation.hpp>

#include "fork/checkout.hpp"

namespace mlxpatch::ops {

/// Makes an operation true, in the order in which a crash may stop it: worktree, refs, project files, the state of a
/// cherry-pick, the pending state. Every step may find itself done already. `reporter` may be null.
void apply_forward(Checkout& checkout, const workspace::Operation& operation, report::Reporter* reporter);
/// Takes it back by the same steps.
void apply_backward(Checkout& checkout, const workspace::Operation& operation, report::Reporter* reporter);

/// Marks it as done, and what it undoes as undone.
void close_operation(Checkout& checkout, workspace::Operation operation);

}  // namespace mlxpatch::ops

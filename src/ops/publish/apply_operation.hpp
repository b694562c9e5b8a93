#pragma once

#include <mlxpatch/report/event.hpp>
#include <mlxpatch/workspace/operation.hpp>

#include "fork/checkout.hpp"

namespace mlxpatch::ops {

/// Carries out an operation, in an order that is safe to interrupt: worktree, refs, project files, the cherry-pick
/// state, the pending state. Every step may already have been done. `reporter` may be null.
void apply_forward(Checkout& checkout, const workspace::Operation& operation, report::Reporter* reporter);
/// Reverts it by the same steps.
void apply_backward(Checkout& checkout, const workspace::Operation& operation, report::Reporter* reporter);

/// Marks it as done, and the operations that it undoes as undone.
void close_operation(Checkout& checkout, workspace::Operation operation);

}  // namespace mlxpatch::ops

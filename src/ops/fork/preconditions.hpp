#pragma once

#include <string>

#include "fork/checkout.hpp"
#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// Throws Error naming what is under way and how to end it: an update of ours, or a merge, rebase, ... of the user's
/// own.
void refuse_while_under_way(Fork& fork);
/// Throws Error where HEAD is not on the queue branch.
void require_on_branch(Fork& fork);
/// Throws Error naming the files where tracked files have changes.
void require_clean_tree(Checkout& checkout, const std::string& hint);

}  // namespace mlxpatch::ops

#pragma once

#include <string>
#include <string_view>

#include "fork/checkout.hpp"
#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// Throws Error if an update, or a merge, rebase, ... of the user's own, is in progress. Names it and the command that
/// ends it.
void refuse_while_under_way(Fork& fork);
/// Throws Error if HEAD is not on the queue branch.
void require_on_branch(Fork& fork);
/// Throws Error naming the tracked files that have changes. `hint` replaces the hint to stash them unless empty;
/// `commit_does` says what it would mean to commit them.
void require_clean_tree(Checkout& checkout, const std::string& hint,
                        std::string_view commit_does = "add them to the queue");

}  // namespace mlxpatch::ops

#pragma once

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"
#include "update/finish.hpp"

namespace mlxpatch::ops {

/// `update --merge`: one merge commit of branch and upstream instead of a rebase. On conflicts the checkout stops with
/// the merge's index stages and our pending state. `report` is the report so far.
ComputedUpdate merge_upstream(Fork& fork, const workspace::Pending& pending, report::Update report,
                              report::Reporter& reporter);

/// Finishes the update with a merge commit of `tree`, which is already in the worktree if the user resolved conflicts.
ComputedUpdate finish_merge(Fork& fork, const workspace::Pending& pending, const git::Oid& tree, report::Update report);

}  // namespace mlxpatch::ops

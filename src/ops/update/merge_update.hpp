#pragma once

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"
#include "update/finish.hpp"

namespace mlxpatch::ops {

/// `update --merge`: one merge commit of branch and upstream in place of a rebase. With conflicts the checkout stops
/// with the merge's index stages and our pending state. `report` is what is known so far.
ComputedUpdate merge_upstream(Fork& fork, const workspace::Pending& pending, report::Update report,
                              report::Reporter& reporter);

/// The merge commit of this tree, which the worktree holds already if a person resolved it: the end of the update.
ComputedUpdate finish_merge(Fork& fork, const workspace::Pending& pending, const git::Oid& tree, report::Update report);

}  // namespace mlxpatch::ops

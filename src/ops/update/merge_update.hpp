#pragma once

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/update.hpp>

#include "fork/fork.hpp"
#include "update/stop.hpp"

namespace mlxpatch::ops {

/// `update --merge`: one merge commit of branch and upstream in place of a rebase; with conflicts the checkout waits
/// with MERGE_HEAD's index stages and our pending state. Fills `result`.
void merge_upstream(Fork& fork, const Journey& journey, report::Update& result, report::Reporter& reporter);

/// Commits the person's merge tree and ends the update.
void finish_merge(Fork& fork, const Journey& journey, const git::Oid& tree, report::Update& result,
                  report::Reporter& reporter);

}  // namespace mlxpatch::ops

#pragma once

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/branch_queue.hpp"
#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// What is known of an update, a pick or an edit when it begins: where HEAD and the branch are, and the whole queue on
/// its way to `onto`.
workspace::Pending begin_pending(Fork& fork, const BranchQueue& queue, const git::Oid& onto,
                                 const queue::ReplayPolicy& policy);

}  // namespace mlxpatch::ops

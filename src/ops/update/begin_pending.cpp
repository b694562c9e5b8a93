#include "update/begin_pending.hpp"

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/branch_queue.hpp"
#include "fork/fork.hpp"
#include "fork/head_text.hpp"

namespace mlxpatch::ops {

workspace::Pending begin_pending(Fork& fork, const BranchQueue& queue, const git::Oid& onto,
                                 const queue::ReplayPolicy& policy) {
  workspace::Pending pending;
  pending.policy = policy;
  pending.head_before = head_text(fork.repository());
  pending.branch_before = queue.tip;
  pending.base = queue.base;
  pending.onto = onto;
  pending.queue = queue.commits;
  return pending;
}

}  // namespace mlxpatch::ops

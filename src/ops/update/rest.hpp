#pragma once

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// Replays what follows the patch of a stop, at the same upstream commit, onto `tip`, which has what became of that
/// patch. What upstream is known to have leaves the queue as it would without the stop: what that commit took, and
/// where it conflicts also what a later one takes. Otherwise nothing is searched or dropped. A stop is one on the same
/// upstream commit.
queue::ReplayResult replay_rest(Fork& fork, const workspace::Pending& pending, const git::Oid& tip,
                                const queue::ReplayOptions& options);

/// How the update replays: its policy, sides, and the names of its patches.
queue::ReplayOptions replay_options(Fork& fork, const workspace::Pending& pending, report::Reporter& reporter);

/// Resumes the update on `tip`: first the remaining patches at the same upstream commit, which are then recorded in
/// `pending` as its checkpoint, then the remaining upstream commits.
queue::ReplayResult replay_on(Fork& fork, workspace::Pending& pending, const git::Oid& tip, report::Reporter& reporter);

}  // namespace mlxpatch::ops

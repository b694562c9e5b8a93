#pragma once

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// Replays what follows the patch of a stop, at the same upstream commit, onto `tip`, which has what became of that
/// patch. What upstream is known to have leaves the queue as it would without the stop: what that commit took, and
/// where it conflicts also what a later one takes. Otherwise nothing is searched or dropped. A stop is one on the same
/// upstream commit.
queue::ReplayResult replay_rest(Fork& fork, const workspace::Pending& pending, const git::Oid& tip,
                                const queue::ReplayOptions& options);

}  // namespace mlxpatch::ops

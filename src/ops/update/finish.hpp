#pragma once

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"
#include "update/stop.hpp"

namespace mlxpatch::ops {

/// The end of a replay made real: clean, the branch stands on the new base (and, unless a person resolved something,
/// the patch files and the lock follow); else the checkout waits at the conflict. Fills `result`. `tree_before` is what
/// the working folder holds.
void arrive_or_stop(Fork& fork, const Journey& journey, const queue::ReplayResult& replayed,
                    const git::Oid& tree_before, report::Update& result, report::Reporter& reporter);

/// Goes on from `tip`, where a person's resolution (or a skip) has led: first the rest of the stride, then the rest of
/// the way.
void travel_on(Fork& fork, const workspace::Pending& pending, const Journey& journey, const git::Oid& tip,
               const git::Oid& tree_before, report::Update& result, report::Reporter& reporter);

/// How an update of this fork replays.
queue::ReplayOptions journey_options(Fork& fork, const Journey& journey, report::Reporter& reporter);

}  // namespace mlxpatch::ops

#pragma once

#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/report/event.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// A callback that reports the progress of a replay. The reporter must outlive it.
queue::ReplayProgress replay_progress(report::Reporter& reporter);

/// The policy, but with the rest of the queue tried after a conflict, to see the state of every patch.
queue::ReplayPolicy keep_going(queue::ReplayPolicy policy = {});

/// Replay options with the committer and the conflict style from the user's git configuration.
queue::ReplayOptions replay_options(Fork& fork, const queue::ReplayPolicy& policy, report::Reporter& reporter);

}  // namespace mlxpatch::ops

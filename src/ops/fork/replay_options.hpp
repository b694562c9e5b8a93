#pragma once

#include <cstddef>
#include <functional>

#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/report/event.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// Reports how far a replay has come. The reporter must outlive it.
std::function<void(std::size_t done, std::size_t total)> replay_progress(report::Reporter& reporter);

/// The policy, but tries the rest of the queue after a conflict: what would become of each patch.
queue::ReplayPolicy keep_going(queue::ReplayPolicy policy = {});

/// Who commits, and how text conflicts are marked, by the user's git configuration.
queue::ReplayOptions replay_options(Fork& fork, const queue::ReplayPolicy& policy, report::Reporter& reporter);

}  // namespace mlxpatch::ops

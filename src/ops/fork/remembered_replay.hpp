#pragma once

#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// As queue::replay, for a report alone: an earlier run may have found the result. What the result names need not be in
/// the store, so nothing can be published from it. `options` must keep going at a conflict.
queue::ReplayResult remembered_replay(Fork& fork, const std::vector<git::Oid>& commits, const git::Oid& base,
                                      const git::Oid& onto, const queue::ReplayOptions& options);

}  // namespace mlxpatch::ops

#pragma once

#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>

namespace mlxpatch::queue {

/// Replays the queue `base`..`commits` (oldest first, one parent each) on another upstream commit, in memory: no ref,
/// index or file is touched; new objects wait in the store. Reads `repository` for upstream's history only.
ReplayResult replay(objects::ObjectStore& store, const std::vector<git::Oid>& commits, const git::Oid& base,
                    const git::Oid& onto, const ReplayOptions& options);

/// The commits of base..tip as a queue: without merges, oldest first. Throws Error where a root commit is among them.
std::vector<git::Oid> queue_between(objects::ObjectStore& store, const git::Oid& base, const git::Oid& tip);

}  // namespace mlxpatch::queue

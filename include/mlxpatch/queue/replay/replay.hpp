#pragma once

#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>

namespace mlxpatch::queue {

/// Replays the queue `commits` (oldest first, one parent each, the first one's on `base`) on another upstream commit,
/// in memory: no ref, index or file is touched, and new objects stay pending in the store. A conflict is an outcome.
/// Throws Error if a commit does not have exactly one parent.
ReplayResult replay(objects::ObjectStore& store, const std::vector<git::Oid>& commits, const git::Oid& base,
                    const git::Oid& onto, const ReplayOptions& options);

/// The commits of base..tip as a queue: without merges, oldest first. Throws Error if a root commit is among them.
std::vector<git::Oid> queue_between(objects::ObjectStore& store, const git::Oid& base, const git::Oid& tip);

}  // namespace mlxpatch::queue

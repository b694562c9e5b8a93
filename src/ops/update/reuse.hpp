#pragma once

#include <set>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/audit.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/replay.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"

// Updates that go on over conflicts which have been resolved before.
namespace mlxpatch::ops {

/// Unless the update is to stop at what is known: commits what is remembered wherever `replayed` stops at conflicts
/// that are all known, records that in `pending`, and replays on, to the first stop that is not, or to the end.
/// Everything stays in memory.
void reuse_known(Fork& fork, workspace::Pending& pending, queue::ReplayResult& replayed, report::Reporter& reporter);

/// The patches of an update's account that were reused, with the resolutions.
void complete_reused(Fork& fork, const workspace::Pending& pending, const std::vector<report::Patch>& lines,
                     report::Audit& audit);

/// A queue and where it is to go.
struct PlannedUpdate {
  std::vector<git::Oid> commits;
  git::Oid base;
  git::Oid onto;
  queue::ReplayPolicy policy;  ///< of the update
};

/// Marks the patches that an update would stop at, and whose conflicts are all known. Says nothing of what comes after
/// the first conflict that is not, as that depends on how it is resolved. Replays the queue only if patches conflict
/// and the project remembers any resolution.
void mark_known(Fork& fork, const PlannedUpdate& update, report::Replay& replay, report::Reporter& reporter);

/// The keys of the resolutions that the update would use at the stops up to the first one that is not known.
std::set<std::string> needed_resolutions(Fork& fork, const PlannedUpdate& update, report::Reporter& reporter);

}  // namespace mlxpatch::ops

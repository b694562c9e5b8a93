#pragma once

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"
#include "publish/publication.hpp"

namespace mlxpatch::ops {

/// The result of a command that moves the queue: what to publish, and what to report afterwards.
struct ComputedUpdate {
  Publication publication;
  report::Update report;
  git::Oid autostash;  ///< to be restored after it; zero: none
};

/// The state from which a replay starts.
struct StartingPoint {
  git::Oid tree;                   ///< of the worktree
  Shrink shrink = Shrink::refuse;  ///< not kept across a stop, after which `regen` writes the files
};

/// The outcome of a replay. If it is clean, the branch moves to the new base, with the patch files and the lock unless
/// the user resolved a conflict. Otherwise the checkout stops at the conflict. `report` is the report so far.
ComputedUpdate finish_or_stop(Fork& fork, const workspace::Pending& pending, const queue::ReplayResult& replayed,
                              const StartingPoint& from, report::Update report);

/// The state after the user's resolution, or after a skip.
struct Resumption {
  git::Oid tip;           ///< HEAD, with the resolution
  git::Oid tree;          ///< of the worktree
  report::Update report;  ///< the report so far
};

/// Resumes the update, as replay_on() does and, if it reuses resolutions, over the stops that have some.
ComputedUpdate resume(Fork& fork, workspace::Pending pending, Resumption from, report::Reporter& reporter);

/// Publishes the update, restores the autostash unless the update stopped, and returns the report.
report::Update publish_update(Fork& fork, ComputedUpdate computed, report::Reporter& reporter);

}  // namespace mlxpatch::ops

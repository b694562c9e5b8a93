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

/// What a command that moves the queue has computed: what to publish, and what to report once that is true.
struct ComputedUpdate {
  Publication publication;
  report::Update report;
  git::Oid autostash;  ///< to be restored after it; zero: none
};

/// Where a replay comes from.
struct StartingPoint {
  git::Oid tree;                   ///< what the worktree holds
  Shrink shrink = Shrink::refuse;  ///< not kept over a stop: after one, `regen` writes the files, and asks itself
};

/// The end of a replay. Clean: the branch is on the new base, and the patch files and the lock follow unless a person
/// resolved something. Otherwise the checkout stops at the conflict. `report` is what is known so far.
ComputedUpdate finish_or_stop(Fork& fork, const workspace::Pending& pending, const queue::ReplayResult& replayed,
                              const StartingPoint& from, report::Update report);

/// Where a person's resolution (or a skip) has led.
struct Resumption {
  git::Oid tip;           ///< HEAD, with the resolution
  git::Oid tree;          ///< what the worktree holds
  report::Update report;  ///< what is known so far
};

/// Carries on from there: first with the patches that were to follow at this upstream commit, then with the rest of
/// upstream's.
ComputedUpdate resume(Fork& fork, workspace::Pending pending, Resumption from, report::Reporter& reporter);

/// Publishes it, restores the autostash unless it stopped, and returns the report.
report::Update publish_update(Fork& fork, ComputedUpdate computed, report::Reporter& reporter);

}  // namespace mlxpatch::ops

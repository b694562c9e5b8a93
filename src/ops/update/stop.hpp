#pragma once

#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/resolution.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"
#include "publish/publication.hpp"

namespace mlxpatch::ops {

/// The state of an update that is stopped there; `pending` is the one without this stop.
workspace::Pending pending_at_stop(const queue::ReplayStop& stop, workspace::Pending pending);

/// The publication that stops the checkout at a conflict as `git cherry-pick` would: HEAD detached on the replayed
/// patches, index stages, markers, CHERRY_PICK_HEAD. The branch does not move. `tree_before` is the worktree's tree,
/// `pending` the state of the update without this stop.
Publication publication_of_stop(Fork& fork, const queue::ReplayStop& stop, workspace::Pending pending,
                                const git::Oid& tree_before);

/// The report of the stop of a replay. `pending` is the state of the update without this stop.
report::Stop report_of_stop(Fork& fork, const queue::ReplayResult& replayed, const workspace::Pending& pending);

/// The report of a merge's stop.
report::Stop report_of_merge_stop(Fork& fork, const std::vector<merge::MergeConflict>& conflicts,
                                  const workspace::Pending& pending);

/// The next steps at the conflict of a merge; `known` are the files that hold what was made of the same conflicts
/// before.
std::vector<report::NextStep> steps_at_stop(Fork& fork, const std::vector<merge::MergeConflict>& conflicts,
                                            const std::vector<report::KnownFile>& known,
                                            workspace::Pending::Command command);
/// The same where a replay stops, with `finish` if there is anything to keep.
std::vector<report::NextStep> steps_at_stop(Fork& fork, const queue::ReplayStop& stop,
                                            const std::vector<report::KnownFile>& known,
                                            const workspace::Pending& pending);

/// The commits of all resolutions so far.
std::vector<git::Oid> resolutions_of(const workspace::Pending& pending);

}  // namespace mlxpatch::ops

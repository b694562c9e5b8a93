#pragma once

#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"
#include "publish/publication.hpp"

namespace mlxpatch::ops {

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

/// The next steps at the conflict of a merge.
std::vector<report::NextStep> steps_at_stop(Fork& fork, const std::vector<merge::MergeConflict>& conflicts,
                                            workspace::Pending::Command command);
/// The same where a replay stops, with `finish` if there is anything to keep.
std::vector<report::NextStep> steps_at_stop(Fork& fork, const queue::ReplayStop& stop,
                                            const workspace::Pending& pending);

/// The same options with the sides named for what they are: in a pick the branch is ours, the upstream commit theirs.
queue::ReplayOptions with_sides_of(const workspace::Pending& pending, queue::ReplayOptions options);

/// The commits of all resolutions so far.
std::vector<git::Oid> resolutions_of(const workspace::Pending& pending);

}  // namespace mlxpatch::ops

#pragma once

#include <string>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"
#include "publish/publish.hpp"

namespace mlxpatch::ops {

/// What an unfinished update needs beside the stop itself.
struct Journey {
  std::string command;          ///< "update", "pick"
  std::uint64_t operation = 0;  ///< the one that began it; 0: the one about to be published
  std::string head_before;
  git::Oid branch_before;
  git::Oid base;
  git::Oid onto;
  std::vector<git::Oid> queue;
  std::vector<workspace::Pending::Done> left;  ///< patches that left the queue in earlier strides
  git::Oid autostash;
  bool by_hand = false;
  Strides strides = Strides::scan_and_step;
  Dedup dedup = Dedup::by_patch_id;
  Shrink shrink = Shrink::refuse;  ///< not kept over a stop: behind one, `regen` writes the files, and asks itself
};

Journey journey_of(const workspace::Pending& pending);

/// The publication that puts the checkout before a conflict as `git cherry-pick` would: HEAD detached on what is done,
/// index stages, markers, CHERRY_PICK_HEAD; the branch stays where it is. `tree_before` is what the working folder
/// holds.
Publication publication_of_stop(Fork& fork, const queue::ReplayStop& stop, const Journey& journey,
                                const git::Oid& tree_before);

/// What the person is told of it.
report::Stop report_of_stop(Fork& fork, const queue::ReplayStop& stop, const queue::ReplayedPatch* patch,
                            const git::Oid& onto);

/// What to type at a conflict.
std::vector<report::NextStep> steps_at_stop(Fork& fork, const std::vector<merge::MergeConflict>& conflicts);

}  // namespace mlxpatch::ops

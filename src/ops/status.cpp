#include <mlxpatch/ops/status.hpp>

#include <set>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/status.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/workspace/pending.hpp>
#include <mlxpatch/worktree/status.hpp>

#include "fork/branch_queue.hpp"
#include "fork/fork.hpp"
#include "fork/patch_files.hpp"
#include "fork/replay_options.hpp"
#include "publish/recover.hpp"
#include "report/commit_line.hpp"
#include "report/convert.hpp"

namespace mlxpatch::ops {

namespace {

void describe_stop(Fork& fork, const workspace::Pending& pending, report::Status& result) {
  result.operation = to_report(pending.command);
  const git::Commit commit = fork.store().commit(pending.todo.front());
  result.operation_detail =
      pending.mode == workspace::Pending::Mode::merge
          ? fmt::format("the merge of {} is stopped at a conflict", fork.tracking_name())
          : fmt::format("\"{}\" conflicts with {}; {} and {} are left", commit.subject(),
                        pending.stopped_on.short_hex(), count_of(pending.todo.size() - 1, "patch", "patches"),
                        count_of(objects::count_between(fork.repository(), pending.stopped_on, pending.onto),
                                 "upstream commit"));
  const std::string& directory = fork.config().checkout_dir;
  if (!result.unmerged.empty()) {
    result.next.push_back(report::NextStep(report::NextStep::Kind::add_resolutions).in(directory));
  }
  result.next.push_back(report::NextStep::Kind::continue_when_resolved);
  if (pending.mode == workspace::Pending::Mode::rebase) result.next.push_back(report::NextStep::Kind::skip_patch);
  result.next.push_back(report::NextStep::Kind::abort_update);
}

/// The user's own changes in index and worktree. At a stop HEAD is the replayed prefix, and what the stop itself staged
/// is part of the resolution.
std::vector<std::string> own_changes(Fork& fork, const worktree::WorktreeStatus& worktree) {
  std::set<std::string> staged_by_stop;
  if (const auto pending = fork.pending()) {
    const std::vector<workspace::Operation> operations = fork.state().operations();
    staged_by_stop.insert(pending->paths.begin(), pending->paths.end());
    if (!operations.empty()) {
      const git::Oid prefix = fork.store().tree_of(pending->prefix);
      for (const objects::PathChange& change :
           objects::changes_between(fork.store(), prefix, operations.back().tree_after)) {
        staged_by_stop.insert(change.path);
      }
    }
  }
  std::set<std::string> changes(worktree.modified.begin(), worktree.modified.end());
  for (const std::string& path : worktree.staged) {
    if (!staged_by_stop.contains(path)) changes.insert(path);
  }
  return {changes.begin(), changes.end()};
}

void advise(Fork& fork, const BranchQueue& queue, const queue::PatchDirectory& patch_directory,
            report::Status& result) {
  if (!result.modified.empty()) {
    result.next.push_back(report::NextStep(report::NextStep::Kind::commit_changes).in(result.directory));
  }
  const bool branch_is_as_exported = git::ref_target(fork.repository(), k_exported_ref) == queue.tip;
  if (!result.drift.any()) {
    // Branch and files agree.
  } else if (files_are_as_exported(fork, queue, patch_directory, result.drift)) {
    result.next.push_back(report::NextStep::Kind::regen_from_branch);
  } else if (branch_is_as_exported) {
    result.next.push_back(report::NextStep::Kind::set_up_from_files);
  } else {
    result.next.push_back(report::NextStep::Kind::regen_from_branch_anyway);
    result.next.push_back(report::NextStep::Kind::set_up_from_files_anyway);
  }
  if (result.behind > 0) result.next.push_back(report::NextStep(report::NextStep::Kind::update).of(result.upstream));
}

}  // namespace

report::Status status(const Invocation& invocation, report::Reporter& reporter) {
  Fork fork = open_fork(invocation, Access::read, reporter);
  report::Status result;
  result.directory = fork.config().checkout_dir;
  result.branch = fork.config().checkout_branch;
  result.upstream = fork.tracking_name();
  const worktree::WorktreeStatus worktree = worktree::worktree_status(fork.repository());
  result.unmerged = worktree.unmerged;
  result.modified = own_changes(fork, worktree);

  const git::Oid onto = fork.require_upstream_tip();
  const BranchQueue queue = branch_queue(fork, fork.require_branch_tip());
  result.notes = queue.notes;
  result.base = commit_line(fork, queue.base);
  result.tip = commit_line(fork, onto);
  result.behind = objects::count_between(fork.repository(), queue.base, onto);

  const queue::PatchDirectory patch_directory = read_project_patches(fork.project());
  const queue::ReplayOptions options = replay_options(fork, keep_going(), reporter);
  result.replay = to_report(queue::replay(fork.store(), queue.commits, queue.base, onto, options), queue.base, onto);
  name_by_files(fork, queue.commits, patch_directory, result.replay->patches);
  result.drift = drift_between(file_set(fork, queue.commits, queue.base, patch_directory, Keep::old_bytes),
                               patch_directory, fork.project(), queue.base);
  if (const auto pending = fork.pending()) {
    describe_stop(fork, *pending, result);
  } else {
    const git::Head head = git::head(fork.repository());
    if (head.branch != fork.branch_ref()) {
      result.notes.push_back(fmt::format("the checkout is not on {}", result.branch));
      result.next.push_back(
          report::NextStep(report::NextStep::Kind::switch_to_branch).in(result.directory).of(result.branch));
    }
    advise(fork, queue, patch_directory, result);
  }
  return result;
}

}  // namespace mlxpatch::ops

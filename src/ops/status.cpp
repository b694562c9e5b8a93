#include <mlxpatch/ops/status.hpp>

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/status.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/workspace/pending.hpp>
#include <mlxpatch/worktree/status.hpp>

#include "fork/branch_queue.hpp"
#include "fork/damage.hpp"
#include "fork/fork.hpp"
#include "fork/patch_files.hpp"
#include "fork/project.hpp"
#include "fork/remembered_replay.hpp"
#include "fork/replay_options.hpp"
#include "fork/resolutions.hpp"
#include "fork/user_operation.hpp"
#include "publish/branches_elsewhere.hpp"
#include "publish/left_edits.hpp"
#include "publish/recover.hpp"
#include "report/commit_line.hpp"
#include "report/convert.hpp"
#include "update/queue_record.hpp"
#include "update/reuse.hpp"
#include "update/under_way.hpp"

namespace mlxpatch::ops {

namespace {

std::string state_at_stop(Fork& fork, const workspace::Pending& pending) {
  using workspace::Pending;
  if (workspace::is_at_edited_patch(pending)) return "is being edited";
  if (pending.command == Pending::Command::pick) return "conflicts with your branch";
  if (pending.command == Pending::Command::edit) return "conflicts with what you edited";
  const git::Oid& culprit = pending.culprit ? pending.culprit : pending.stopped_on;
  return fmt::format("conflicts with {} (\"{}\")", culprit.short_hex(), fork.store().commit(culprit).subject());
}

/// What conflicts, with what, and how much is left.
std::string detail_of_stop(Fork& fork, const workspace::Pending& pending) {
  if (pending.mode == workspace::Pending::Mode::merge) {
    return fmt::format("the merge of {} is stopped at a conflict", fork.tracking_name());
  }
  const bool is_pick = pending.command == workspace::Pending::Command::pick;
  const git::Commit commit = fork.store().commit(pending.todo.front());
  const std::size_t place = place_of(pending, original_of(pending, pending.todo.front()));
  std::string detail = fmt::format("{} {} of {}, \"{}\", {}", is_pick ? "commit" : "patch", place, pending.queue.size(),
                                   commit.subject(), state_at_stop(fork, pending));
  const std::size_t patches = pending.todo.size() - 1;
  const std::size_t commits = objects::count_between(fork.repository(), pending.stopped_on, pending.onto);
  std::vector<std::string> left;
  if (patches != 0) left.push_back(is_pick ? count_of(patches, "commit") : count_of(patches, "patch", "patches"));
  if (commits != 0) left.push_back(count_of(commits, "upstream commit"));
  if (left.empty()) return detail;
  return fmt::format("{}; {} {} left", detail, join(left, " and "), patches + commits == 1 ? "is" : "are");
}

void describe_stop(Fork& fork, const workspace::Pending& pending, report::Status& result) {
  result.operation = to_report(pending.command);
  result.operation_detail = detail_of_stop(fork, pending);
  if (const auto own = user_operation_at_stop(fork.repository(), pending)) result.git_operation = own->name;
  result.next = steps_under_way(fork);
}

/// HEAD is not on the queue's branch.
void describe_head(Fork& fork, const git::Head& head, report::Status& result) {
  using report::NextStep;
  const NextStep back = NextStep(NextStep::Kind::switch_to_branch).in(fork.directory()).of(result.branch);
  if (!head.branch.empty()) {
    result.notes.push_back(
        fmt::format("the checkout is on {}, not on {}", head.branch.substr(sizeof("refs/heads/") - 1), result.branch));
    result.next.push_back(back);
    return;
  }
  const auto loose = loose_commits(fork.repository(), fork.branch_ref());
  if (!loose) {
    result.notes.push_back(fmt::format("the checkout is detached at {}, not on {}",
                                       head.commit.value_or(git::Oid{}).short_hex(), result.branch));
    result.next.push_back(back);
    return;
  }
  result.notes.push_back(fmt::format("the checkout is detached at {} (\"{}\"): {} {} on no branch",
                                     loose->newest.short_hex(), fork.store().commit(loose->newest).subject(),
                                     count_of(loose->count, "commit"), loose->count == 1 ? "is" : "are"));
  result.next.push_back(
      NextStep(NextStep::Kind::keep_commits).in(fork.directory()).of(free_branch_name(fork.repository(), "keep")));
  if (loose->extends_branch && result.modified.empty()) {
    result.next.push_back(
        NextStep(NextStep::Kind::take_commits).in(fork.directory()).of(result.branch).at(loose->newest.short_hex()));
  }
  result.next.push_back(back);
}

/// Git does not switch to a branch that another worktree has.
void note_other_worktree(Fork& fork, report::Status& result) {
  const std::string free = command_to_free(fork.checkout(), fork.branch_ref());
  if (free.empty()) return;
  result.notes.push_back(fmt::format("another worktree has {}; before git switches to it:\n  {}", result.branch, free));
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
  const LeftEdits left = left_edits(fork.checkout(), result.modified);
  const auto put_in = [&](report::NextStep::Kind kind, const std::vector<std::string>& files) {
    for (const std::string& file : files) {
      result.next.push_back(
          report::NextStep(kind).in(fork.directory()).of(fmt::format("{} {}", left.before, left.after)).with({file}));
    }
  };
  put_in(report::NextStep::Kind::put_in_changes, left.files);
  put_in(report::NextStep::Kind::put_in_by_hand, left.conflicting);
  if (!result.modified.empty() && left.files.empty() && left.conflicting.empty()) {
    result.next.push_back(report::NextStep::Kind::new_patch);
    if (!queue.commits.empty()) result.next.push_back(report::NextStep::Kind::absorb);
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
  if (result.behind == 0) return;
  result.next.push_back(report::NextStep(report::NextStep::Kind::update).of(result.upstream));
  add_clean_step(*result.replay, result.next);
}

report::Status status_of(Fork& fork, report::Reporter& reporter) {
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
  result.replay = to_report(remembered_replay(fork, queue.commits, queue.base, onto, options), queue.base, onto);
  mark_known(fork, {queue.commits, queue.base, onto, {}}, *result.replay, reporter);
  note_damaged(fork.project(), fork.resolutions(), result.notes);
  name_by_files(fork, queue.commits, patch_directory, result.replay->patches);
  const queue::PatchDirectory repaired = repaired_project_patches(fork, queue.commits).directory;
  result.drift = drift_between(file_set(fork, queue.commits, queue.base, repaired, Keep::old_bytes), repaired,
                               fork.project(), queue.base);
  if (const auto pending = fork.pending()) {
    describe_stop(fork, *pending, result);
  } else {
    const git::Head head = git::head(fork.repository());
    if (const auto operation = user_operation(fork.repository())) {
      // It comes first: hardly any other command works before it is finished.
      result.git_operation = operation->name;
      result.next = steps_under_way(fork);
      return result;
    }
    if (!result.unmerged.empty()) {
      result.next.push_back(report::NextStep(report::NextStep::Kind::resolve_unmerged).in(fork.directory()));
      return result;
    }
    if (head.branch != fork.branch_ref()) {
      describe_head(fork, head, result);
      note_other_worktree(fork, result);
    }
    advise(fork, queue, patch_directory, result);
  }
  return result;
}

}  // namespace

report::Status status(const Invocation& invocation, report::Reporter& reporter) {
  const Project project = open_project(invocation);
  try {
    Fork fork = open_fork(project, Access::read, reporter);
    return status_of(fork, reporter);
  } catch (const Error& error) {
    throw with_cure(error, project);
  }
}

}  // namespace mlxpatch::ops

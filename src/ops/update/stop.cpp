#include "update/stop.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/text_merge.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/resolution.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/workspace/pending.hpp>
#include <mlxpatch/worktree/checkout_move.hpp>

#include "fork/fork.hpp"
#include "publish/publication.hpp"
#include "report/commit_line.hpp"
#include "report/convert.hpp"
#include "report/shown_diff.hpp"
#include "update/at_stop.hpp"
#include "update/cause.hpp"
#include "update/queue_record.hpp"

namespace mlxpatch::ops {

namespace {

worktree::ConflictedPath conflicted_path(const merge::MergeConflict& conflict) {
  return {conflict.path, conflict.base, conflict.ours, conflict.theirs, conflict.result};
}

std::vector<std::string> paths_of(const std::vector<merge::MergeConflict>& conflicts) {
  std::vector<std::string> paths;
  paths.reserve(conflicts.size());
  for (const merge::MergeConflict& conflict : conflicts) paths.push_back(conflict.path);
  return paths;
}

report::Stop begin_stop(Fork& fork, const std::vector<merge::MergeConflict>& conflicts) {
  report::Stop result;
  result.directory = fork.directory();
  const std::string style = fork.repository().config_string("merge.conflictStyle").value_or("merge");
  result.shows_base = merge::conflict_style_named(style) != merge::ConflictStyle::merge;
  for (const merge::MergeConflict& conflict : conflicts) result.conflicts.push_back(to_report(conflict));
  return result;
}

/// Where the conflicting patch is in the queue, and what is left to do after it.
void put_place(Fork& fork, const queue::ReplayStop& stop, const workspace::Pending& pending, report::Stop& result) {
  const git::Oid original = original_of(pending, stop.todo.front().original);
  result.patch_index = place_of(pending, original);
  result.patches = pending.queue.size();
  const git::Oid& known = original.is_zero() ? stop.todo.front().commit : original;
  result.patch = patch_name(fork, names_of_queue(fork, pending), known);
  result.patches_left = stop.todo.size() - 1;
  result.upstream_left = objects::count_between(fork.repository(), stop.onto, pending.onto);
  result.after_patches = stop.tip != stop.onto;
}

}  // namespace

std::vector<git::Oid> resolutions_of(const workspace::Pending& pending) {
  std::vector<git::Oid> commits;
  commits.reserve(pending.resolutions.size());
  for (const workspace::Pending::Resolution& resolution : pending.resolutions) commits.push_back(resolution.made);
  return commits;
}

workspace::Pending pending_at_stop(const queue::ReplayStop& stop, workspace::Pending pending) {
  record(pending, stop.settled);
  std::vector<git::Oid> todo;
  std::vector<git::Oid> todo_from;
  for (const queue::ReplayStop::Todo& one : stop.todo) {
    todo.push_back(one.commit);
    todo_from.push_back(original_of(pending, one.original));
  }
  record_unfinished(pending, stop.todo);
  pending.stopped_on = stop.onto;
  pending.prefix = stop.tip;
  pending.todo = std::move(todo);
  pending.todo_from = std::move(todo_from);
  pending.paths = paths_of(stop.conflicts);
  return pending;
}

Publication publication_of_stop(Fork& fork, const queue::ReplayStop& stop, workspace::Pending pending,
                                const git::Oid& tree_before) {
  pending = pending_at_stop(stop, std::move(pending));
  const git::Commit commit = fork.store().commit(stop.todo.front().commit);
  Publication publication;
  publication.command = workspace::name_of(pending.command);
  publication.summary = fmt::format("stopped at \"{}\" on {}", commit.subject(), stop.onto.short_hex());
  publication.head = stop.tip.hex();
  publication.tree_before = tree_before;
  publication.tree_after = stop.tree;
  for (const merge::MergeConflict& conflict : stop.conflicts) {
    publication.conflicts.push_back(conflicted_path(conflict));
  }
  publication.cherry_pick = commit.id;
  publication.message = commit.message;
  publication.keep = {stop.tip, stop.todo.back().commit, pending.branch_before};
  if (pending.checkpoint) publication.keep.push_back(pending.checkpoint->tip);
  if (pending.command == workspace::Pending::Command::pick) {
    // These are no chain, as a queue is: the last one does not keep the others alive.
    publication.keep.insert(publication.keep.end(), pending.queue.begin(), pending.queue.end());
  }
  publication.resolutions = resolutions_of(pending);
  publication.pending = std::move(pending);
  return publication;
}

report::Stop report_of_stop(Fork& fork, const queue::ReplayResult& replayed, const workspace::Pending& pending) {
  const queue::ReplayStop& stop = *replayed.stop;
  const git::Oid commit = stop.todo.front().commit;
  const std::vector<std::string> paths = paths_of(stop.conflicts);
  report::Stop result = begin_stop(fork, stop.conflicts);
  result.subject = fork.store().commit(commit).subject();
  put_place(fork, stop, pending, result);
  const MovedFiles moved = moved_files(fork, commit, stop.conflicts);
  result.patch_diff = patch_diff_at(fork, commit, paths, moved);
  const auto patch = std::ranges::find(replayed.patches, stop.todo.front().original, &queue::ReplayedPatch::commit);
  if (patch != replayed.patches.end()) {
    result.notes = patch->notes;
    if (patch->likely_upstreamed && patch->upstreamed_by) result.likely = to_report(*patch->upstreamed_by);
  }
  if (pending.command == workspace::Pending::Command::pick) {
    result.kind = report::Stop::Kind::pick;
    put_cause_of_pick(fork, commit, pending, result);
    return result;
  }
  if (pending.command == workspace::Pending::Command::edit) result.kind = report::Stop::Kind::edit;
  const Cause cause = cause_of(fork, stop, pending);
  if (cause.culprit) {
    result.culprit = commit_line(*cause.culprit);
    result.upstream_diff = hunks_near(diff_at(fork, cause.culprit->id, paths, moved), result.patch_diff);
  }
  result.builds_on = cause.builds_on;
  return result;
}

report::Stop report_of_merge_stop(Fork& fork, const std::vector<merge::MergeConflict>& conflicts,
                                  const workspace::Pending& pending) {
  report::Stop result = begin_stop(fork, conflicts);
  result.kind = report::Stop::Kind::merge;
  result.patch = "merge of " + fork.tracking_name();
  result.subject = fork.store().commit(pending.onto).subject();
  const auto broken = cause_of_merge(fork, paths_of(conflicts), pending);
  if (!broken) return result;
  std::vector<std::string> paths = paths_of(broken->conflicts);
  result.culprit = commit_line(*broken->culprit);
  const MovedFiles moved = moved_files(fork, broken->commit, broken->conflicts);
  result.patch_diff = patch_diff_at(fork, broken->commit, paths, moved);
  result.upstream_diff = hunks_near(diff_at(fork, broken->culprit->id, paths, moved), result.patch_diff);
  return result;
}

std::vector<report::NextStep> steps_at_stop(Fork& fork, const std::vector<merge::MergeConflict>& conflicts,
                                            const std::vector<report::KnownFile>& known,
                                            workspace::Pending::Command command) {
  using report::NextStep;
  const std::string& directory = fork.directory();
  const std::string_view name = workspace::name_of(command);
  const std::string_view thing = command == workspace::Pending::Command::pick ? "commit" : "patch";
  std::vector<std::string> to_look_at;
  std::vector<std::string> to_edit;
  for (const std::string& path : paths_of(conflicts)) {
    const bool is_known = std::ranges::find(known, path, &report::KnownFile::path) != known.end();
    (is_known ? to_look_at : to_edit).push_back(path);
  }
  std::vector<NextStep> steps;
  if (!to_look_at.empty()) steps.push_back(NextStep(NextStep::Kind::look_at_known).in(directory).with(to_look_at));
  if (!to_edit.empty()) {
    steps.push_back(NextStep(NextStep::Kind::edit_conflict).in(directory).with(to_edit));
    steps.push_back(NextStep(NextStep::Kind::add_resolution).in(directory).with(to_edit));
  }
  steps.push_back(NextStep::Kind::continue_with_resolution);
  steps.push_back(NextStep(NextStep::Kind::skip_patch_instead).of(thing));
  steps.push_back(NextStep(NextStep::Kind::abort_update_instead).of(name));
  return steps;
}

std::vector<report::NextStep> steps_at_stop(Fork& fork, const queue::ReplayStop& stop,
                                            const std::vector<report::KnownFile>& known,
                                            const workspace::Pending& pending) {
  std::vector<report::NextStep> steps = steps_at_stop(fork, stop.conflicts, known, pending.command);
  if (last_done(fork, pending, stop.onto)) steps.insert(steps.end() - 1, report::NextStep::Kind::finish_update);
  return steps;
}

}  // namespace mlxpatch::ops

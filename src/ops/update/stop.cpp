#include "update/stop.hpp"

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/queue/files/name_trailer.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/workspace/pending.hpp>
#include <mlxpatch/worktree/checkout.hpp>

#include "fork/fork.hpp"
#include "publish/publication.hpp"
#include "report/commit_line.hpp"
#include "report/convert.hpp"
#include "report/shown_diff.hpp"

namespace mlxpatch::ops {

namespace {

worktree::ConflictedPath conflicted_path(const merge::MergeConflict& conflict) {
  return {conflict.path, conflict.base, conflict.ours, conflict.theirs, conflict.result};
}

workspace::Pending::Done done_of(const queue::ReplayedPatch& patch) {
  return {patch.commit, patch.new_commit.value_or(git::Oid{}), std::string(queue::name_of(patch.state)),
          patch.upstreamed_by ? patch.upstreamed_by->commit.id.hex() : std::string()};
}

}  // namespace

Publication publication_of_stop(Fork& fork, const queue::ReplayStop& stop, workspace::Pending pending,
                                const git::Oid& tree_before) {
  pending.stopped_on = stop.onto;
  pending.prefix = stop.tip;
  for (const queue::ReplayedPatch& patch : stop.settled) pending.done.push_back(done_of(patch));
  pending.todo.clear();
  for (const queue::ReplayStop::Todo& todo : stop.todo) pending.todo.push_back(todo.commit);
  pending.paths.clear();
  for (const merge::MergeConflict& conflict : stop.conflicts) pending.paths.push_back(conflict.path);

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
  publication.pending = std::move(pending);
  return publication;
}

report::Stop report_of_stop(Fork& fork, const queue::ReplayStop& stop, const queue::ReplayedPatch* patch,
                            const git::Oid& onto) {
  const git::Oid commit = stop.todo.front().commit;
  const git::Commit value = fork.store().commit(commit);
  report::Stop result;
  result.directory = fork.config().checkout_dir;
  result.patch_index = stop.patch + 1;
  result.patches = stop.settled.size() + stop.todo.size();
  result.patch = patch != nullptr ? patch->name : queue::split_name_trailer(value.message).name;
  result.subject = value.subject();
  std::vector<std::string> paths;
  for (const merge::MergeConflict& conflict : stop.conflicts) {
    result.conflicts.push_back(to_report(conflict));
    paths.push_back(conflict.path);
  }
  if (patch != nullptr && patch->culprit) {
    result.culprit = commit_line(*patch->culprit);
    result.upstream_diff = hunks_near(diff_at(fork, patch->culprit->id, paths), diff_at(fork, commit, paths));
  }
  if (patch != nullptr && patch->likely_upstreamed && patch->upstreamed_by)
    result.likely = to_report(*patch->upstreamed_by);
  result.patch_diff = diff_at(fork, commit, paths);
  result.patches_left = stop.todo.size() - 1;
  result.upstream_left = objects::count_between(fork.repository(), stop.onto, onto);
  return result;
}

std::vector<report::NextStep> steps_at_stop(Fork& fork, const std::vector<merge::MergeConflict>& conflicts) {
  using report::NextStep;
  const std::string& directory = fork.config().checkout_dir;
  std::vector<std::string> paths;
  for (const merge::MergeConflict& conflict : conflicts) paths.push_back(conflict.path);
  return {NextStep(NextStep::Kind::edit_conflict).in(directory).with(paths),
          NextStep(NextStep::Kind::add_resolution).in(directory).with(paths), NextStep::Kind::continue_with_resolution,
          NextStep::Kind::skip_patch_instead, NextStep::Kind::abort_update_instead};
}

}  // namespace mlxpatch::ops

#include <mlxpatch/ops/update/update.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/branch_queue.hpp"
#include "fork/fetch.hpp"
#include "fork/fork.hpp"
#include "fork/patch_files.hpp"
#include "fork/preconditions.hpp"
#include "fork/project.hpp"
#include "fork/remembered_replay.hpp"
#include "fork/replay_options.hpp"
#include "publish/autostash.hpp"
#include "publish/recover.hpp"
#include "report/convert.hpp"
#include "update/begin_pending.hpp"
#include "update/begin_report.hpp"
#include "update/finish.hpp"
#include "update/merge_update.hpp"
#include "update/rest.hpp"
#include "update/reuse.hpp"

namespace mlxpatch::ops {

namespace {

git::Oid target_of(Fork& fork, const UpdateOptions& options) {
  if (options.to.empty()) return fork.require_upstream_tip();
  const std::string tracked = fork.config().checkout_remote + "/" + options.to;
  if (const auto commit = git::find_commit(fork.repository(), tracked)) return *commit;
  return git::resolve_commit(fork.repository(), options.to);
}

/// On a target that stands on the queue itself, as the branch does, each patch would be taken for upstream's, and its
/// file removed. Where upstream has merged these very commits, a branch of its has them.
void refuse_own_commits(Fork& fork, const BranchQueue& queue, const git::Oid& onto, const std::string& to) {
  if (to.empty() || queue.commits.empty()) return;
  const git::Oid& first = queue.commits.front();
  const std::vector<git::Oid> above = objects::commits_between(fork.repository(), queue.base, onto);
  if (std::ranges::find(above, first) == above.end()) return;
  for (const git::Ref& ref : git::refs_below(fork.repository(), fork.tracking_prefix())) {
    if (objects::is_ancestor(fork.repository(), first, ref.target)) return;
  }
  throw Error(fmt::format("{} has commits of the queue itself, and no branch of upstream has them", to))
      .doing("updating (nothing was changed)")
      .hint("give a commit, tag or branch of upstream's; mlxpatch log lists its new commits");
}

/// The newest upstream commit, up to a target, at which every patch merges; the queue's base if there is none.
git::Oid newest_clean(Fork& fork, const BranchQueue& queue, const git::Oid& target,
                      const queue::ReplayOptions& options) {
  git::Oid onto = target;
  while (onto != queue.base && objects::is_ancestor(fork.repository(), queue.base, onto)) {
    objects::ObjectStore scratch(fork.store());
    const queue::ReplayResult replayed = queue::replay(scratch, queue.commits, queue.base, onto, options);
    if (replayed.clean) return onto;
    const git::Oid next = replayed.clean_until ? replayed.clean_until->id : queue.base;
    // A conflict that the scan does not see: a directory that a patch moves, say.
    onto = next == onto ? fork.store().commit(onto).parents.front() : next;
  }
  return queue.base;
}

/// What is newer than where an update goes that stops nowhere.
void tell_reach(Fork& fork, const git::Oid& onto, const git::Oid& target, report::Update& report) {
  if (onto == target) return;
  const std::size_t newer = objects::count_between(fork.repository(), onto, target);
  report.notes.push_back(
      fmt::format("{} has {} more, from which on a patch conflicts", report.upstream, count_of(newer, "commit")));
  report.next.push_back(report::NextStep::Kind::update_to_resolve);
}

void check_preconditions(Fork& fork, const UpdateOptions& options) {
  if (options.effect == Effect::dry_run) return;
  refuse_while_under_way(fork);
  require_on_branch(fork);
  if (options.dirty == DirtyTree::refuse) {
    require_clean_tree(fork.checkout(), "mlxpatch update --autostash     stash them, and restore them afterwards");
  }
}

/// Reports what would happen: the same replay, without publishing.
report::Update dry_run(Fork& fork, const BranchQueue& queue, const UpdateOptions& options, report::Update report,
                       report::Reporter& reporter) {
  const queue::PatchDirectory patch_directory = read_project_patches(fork.project());
  const git::Oid onto = *git::Oid::from_hex(report.to->id);
  const queue::ReplayResult replayed = remembered_replay(fork, queue.commits, queue.base, onto,
                                                         replay_options(fork, keep_going(options.policy), reporter));
  report.replay = to_report(replayed, queue.base, onto);
  mark_known(fork, {queue.commits, queue.base, onto, options.policy}, report.replay, reporter);
  name_by_files(fork, queue.commits, patch_directory, report.replay.patches);
  report.drift = drift_between(file_set(fork, queue.commits, queue.base, patch_directory, Keep::old_bytes),
                               patch_directory, fork.project(), queue.base);
  report.outcome = replayed.clean ? report::Outcome::done : report::Outcome::check_failed;
  return report;
}

ComputedUpdate compute(Fork& fork, workspace::Pending pending, const UpdateOptions& options, report::Update report,
                       report::Reporter& reporter) {
  if (options.method == Method::merge) return merge_upstream(fork, pending, std::move(report), reporter);
  queue::ReplayResult replayed =
      queue::replay(fork.store(), pending.queue, pending.base, pending.onto, replay_options(fork, pending, reporter));
  reuse_known(fork, pending, replayed, reporter);
  const git::Oid tree = fork.store().tree_of(pending.branch_before);
  return finish_or_stop(fork, pending, replayed, {tree, options.shrink}, std::move(report));
}

/// From the first write on, stashing included, an interrupt waits until the changes are where they were.
report::Update publish_with_autostash(Fork& fork, ComputedUpdate computed, DirtyTree dirty,
                                      report::Reporter& reporter) {
  const InterruptHold hold;
  const git::Oid stash = dirty == DirtyTree::refuse ? git::Oid{} : autostash(fork, reporter);
  computed.autostash = stash;
  if (computed.publication.pending) computed.publication.pending->autostash = stash;
  try {
    return publish_update(fork, std::move(computed), reporter);
  } catch (...) {
    restore_after_failure(fork, stash, reporter);
    throw;
  }
}

}  // namespace

report::Update update(const Invocation& invocation, const UpdateOptions& options, report::Reporter& reporter) {
  const bool is_dry = options.effect == Effect::dry_run;
  Fork fork = open_fork(invocation, is_dry ? Access::read : Access::write, reporter);
  check_preconditions(fork, options);
  if (options.network == Network::use) fetch_upstream(fork, reporter);

  const BranchQueue queue = branch_queue(fork, fork.require_branch_tip());
  const git::Oid target = target_of(fork, options);
  refuse_own_commits(fork, queue, target, options.to);
  const auto trying = [&] { return replay_options(fork, keep_going(options.policy), reporter); };
  const bool only_clean = options.reach == UpdateOptions::Reach::clean;
  const git::Oid onto = only_clean ? newest_clean(fork, queue, target, trying()) : target;
  report::Update report = begin_report(fork, report::Command::update, queue.base, onto);
  report.dry_run = is_dry;
  if (!options.to.empty()) report.upstream = options.to;
  tell_reach(fork, onto, target, report);
  if (!is_dry) refuse_changed_files(fork, queue, read_project_patches(fork.project()));
  if (queue.base == onto && fork.project().lock && fork.project().lock->base == onto) {
    report.up_to_date = true;
    return report;
  }
  if (is_dry) return dry_run(fork, queue, options, std::move(report), reporter);

  workspace::Pending pending = begin_pending(fork, queue, onto, options.policy);
  if (options.known == KnownConflicts::reuse) pending.known = workspace::Pending::Known::reuse;
  ComputedUpdate computed = compute(fork, std::move(pending), options, std::move(report), reporter);
  check_interrupt();
  // Fetching took its time, in which somebody may have begun to edit.
  check_preconditions(fork, options);
  return publish_with_autostash(fork, std::move(computed), options.dirty, reporter);
}

}  // namespace mlxpatch::ops

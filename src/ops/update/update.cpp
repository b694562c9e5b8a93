#include <mlxpatch/ops/update/update.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/drift.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/update.hpp>

#include "fork/branch_queue.hpp"
#include "fork/fetch.hpp"
#include "fork/fork.hpp"
#include "fork/head_text.hpp"
#include "fork/patch_files.hpp"
#include "fork/preconditions.hpp"
#include "fork/project.hpp"
#include "fork/replay_options.hpp"
#include "publish/autostash.hpp"
#include "report/commit_line.hpp"
#include "report/convert.hpp"
#include "update/finish.hpp"
#include "update/merge_update.hpp"
#include "update/stop.hpp"

namespace mlxpatch::ops {

namespace {

git::Oid target_of(Fork& fork, const UpdateOptions& options) {
  if (options.to.empty()) return fork.require_upstream_tip();
  const std::string tracked = fork.config().checkout_remote + "/" + options.to;
  if (const auto commit = git::find_commit(fork.repository(), tracked)) return *commit;
  return git::resolve_commit(fork.repository(), options.to);
}

/// Files that a person (or a pull of the project) changed since branch and files agreed must not be overwritten by what
/// the branch says.
void refuse_changed_files(Fork& fork, const BranchQueue& queue, const queue::PatchDirectory& folder) {
  const FileSet now = file_set(fork, queue.commits, queue.base, folder, Keep::old_bytes);
  const report::Drift drift = drift_between(now, folder, fork.project(), queue.base);
  if (files_are_as_exported(fork, queue, folder, drift)) return;
  Error error("the patch files have changes that the branch does not have");
  for (const std::string& name : drift.only_in_files) error.at(name + ": not in the branch");
  for (const std::string& name : drift.changed) error.at(name + ": another change than in the branch");
  if (drift.reordered) error.at(patch_path(fork, "series") + ": another order than in the branch");
  if (drift.base_moved) error.at("mlxpatch.lock: another base than the branch stands on");
  error.hint("mlxpatch setup             make the branch from the files");
  error.hint("mlxpatch regen             make the files from the branch");
  throw error;
}

report::Update begin_report(Fork& fork, const UpdateOptions& options, const git::Oid& base, const git::Oid& onto) {
  report::Update result;
  result.dry_run = options.effect == Effect::dry_run;
  result.upstream = options.to.empty() ? fork.tracking_name() : options.to;
  result.from = commit_line(fork, base);
  result.to = commit_line(fork, onto);
  result.new_commits = objects::count_between(fork.repository(), base, onto);
  return result;
}

void check_preconditions(Fork& fork, const UpdateOptions& options) {
  if (options.effect == Effect::dry_run) return;
  refuse_while_under_way(fork);
  require_on_branch(fork);
  if (options.dirty == DirtyTree::refuse) {
    require_clean_tree(fork, "mlxpatch update --autostash     put them aside, and back afterwards");
  }
}

}  // namespace

report::Update update(const Place& place, const UpdateOptions& options, report::Reporter& reporter) {
  Fork fork = Fork::open(place, options.effect == Effect::dry_run ? Access::read : Access::write, reporter);
  check_preconditions(fork, options);
  if (options.network == Network::use) fetch_upstream(fork, reporter);

  const BranchQueue queue = branch_queue(fork, fork.require_branch_tip());
  const git::Oid onto = target_of(fork, options);
  report::Update result = begin_report(fork, options, queue.base, onto);
  const queue::PatchDirectory folder = read_patch_folder(fork.project());
  if (options.effect == Effect::real) refuse_changed_files(fork, queue, folder);
  if (queue.base == onto && fork.project().lock && fork.project().lock->base == onto) {
    result.up_to_date = true;
    return result;
  }

  queue::ReplayOptions replaying = replay_options(fork, reporter);
  replaying.strides = options.strides == Strides::one ? queue::ReplayOptions::Strides::one
                                                      : queue::ReplayOptions::Strides::scan_and_step;
  replaying.dedup =
      options.dedup == Dedup::off ? queue::ReplayOptions::Dedup::off : queue::ReplayOptions::Dedup::by_patch_id;
  if (options.effect == Effect::dry_run) {
    replaying.on_conflict = queue::ReplayOptions::OnConflict::keep_going;
    const queue::ReplayResult replayed = queue::replay(fork.store(), queue.commits, queue.base, onto, replaying);
    result.replay = to_report(replayed, queue.base, onto);
    result.drift = drift_between(file_set(fork, queue.commits, queue.base, folder, Keep::old_bytes), folder,
                                 fork.project(), queue.base);
    result.outcome = replayed.clean ? report::Outcome::done : report::Outcome::check_failed;
    return result;
  }

  const git::Oid stash = put_changes_aside(fork, reporter);
  Journey journey;
  journey.command = "update";
  journey.head_before = head_text(fork.repository());
  journey.branch_before = queue.tip;
  journey.base = queue.base;
  journey.onto = onto;
  journey.queue = queue.commits;
  journey.autostash = stash;
  journey.strides = options.strides;
  journey.dedup = options.dedup;
  journey.shrink = options.shrink;
  try {
    if (options.method == Method::merge) {
      merge_upstream(fork, journey, result, reporter);
    } else {
      const queue::ReplayResult replayed = queue::replay(fork.store(), queue.commits, queue.base, onto, replaying);
      arrive_or_stop(fork, journey, replayed, fork.store().tree_of(queue.tip), result, reporter);
    }
  } catch (...) {
    std::vector<std::string> notes;
    bring_changes_back(fork, stash, notes);
    for (const std::string& note : notes) reporter.on(report::Warning{note});
    throw;
  }
  return result;
}

}  // namespace mlxpatch::ops

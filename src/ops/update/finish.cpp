#include "update/finish.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/files/name_trailer.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/workspace/export_record.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"
#include "fork/patch_files.hpp"
#include "fork/patch_names.hpp"
#include "fork/replay_options.hpp"
#include "publish/autostash.hpp"
#include "publish/publication.hpp"
#include "publish/publish.hpp"
#include "report/convert.hpp"
#include "update/stop.hpp"

namespace mlxpatch::ops {

namespace {

using queue::PatchState;

/// Which patches left the queue since the update began, and why.
DroppedPatches dropped_patches(Fork& fork, const workspace::Pending& pending, const queue::ReplayResult& replayed) {
  DroppedPatches dropped;
  for (const queue::ReplayedPatch& patch : replayed.patches) {
    if (patch.state == PatchState::upstreamed && patch.upstreamed_by) {
      dropped.upstreamed.emplace(patch.name, patch.upstreamed_by->commit.id.hex());
    } else if (patch.state == PatchState::upstreamed || patch.state == PatchState::empty) {
      dropped.others.emplace(patch.name, "it is now empty");
    }
  }
  const std::map<git::Oid, std::string> names = names_of_queue(fork, pending);
  for (const workspace::Pending::Done& left : pending.done) {
    const auto known = names.find(left.commit);
    const std::string name =
        known != names.end() ? known->second : queue::split_name_trailer(fork.store().commit(left.commit).message).name;
    if (left.by.empty()) dropped.others.emplace(name, left.state);
    if (!left.by.empty()) dropped.upstreamed.emplace(name, left.by);
  }
  return dropped;
}

/// The end of an update: the new branch tip, HEAD and worktree.
Publication publication_of_end(Fork& fork, const workspace::Pending& pending, const git::Oid& tip,
                               const git::Oid& tree_before) {
  Publication publication;
  publication.command = workspace::name_of(pending.command);
  publication.summary = pending.command == workspace::Pending::Command::pick
                            ? "upstream commits picked"
                            : fmt::format("{} to {}", fork.describe(pending.base), fork.describe(pending.onto));
  publication.head = "ref: " + fork.branch_ref();
  publication.refs.push_back({fork.branch_ref(), pending.branch_before, tip});
  publication.tree_before = tree_before;
  publication.tree_after = fork.store().tree_of(tip);
  publication.keep = {pending.branch_before};
  return publication;
}

/// Adds the patch files and the lock of the new branch.
void add_files(Fork& fork, const workspace::Pending& pending, const queue::ReplayResult& replayed, Shrink shrink,
               ComputedUpdate& computed) {
  const queue::PatchDirectory patch_directory = read_project_patches(fork.project());
  const std::vector<git::Oid> commits = queue::queue_between(fork.store(), pending.onto, replayed.tip);
  FileSet files = file_set(fork, commits, pending.onto, patch_directory, Keep::old_bytes);
  const DroppedPatches dropped = dropped_patches(fork, pending, replayed);
  if (shrink == Shrink::refuse) {
    const bool is_update = pending.command == workspace::Pending::Command::update;
    refuse_shrinking(files, patch_directory, dropped, is_update ? "mlxpatch update --force" : "mlxpatch regen --force");
  }
  computed.report.audit = audit(fork, files, patch_directory, dropped, computed.publication.tree_after);
  computed.report.written = paths_written(fork, files);
  computed.publication.files = std::move(files.changes);
  for (workspace::RefMove& move : export_moves(fork, replayed.tip, files.record)) {
    computed.publication.refs.push_back(std::move(move));
  }
}

/// The record after an update that leaves the files to `regen`: which patches that is to leave out, and why.
workspace::ExportRecord record_with(Fork& fork, const DroppedPatches& dropped) {
  workspace::ExportRecord record = export_record(fork);
  const auto add = [&](const workspace::ExportRecord::Left& left) {
    std::erase_if(record.left, [&](const workspace::ExportRecord::Left& known) { return known.name == left.name; });
    record.left.push_back(left);
  };
  for (const auto& [name, by] : dropped.upstreamed) add({name, {}, by});
  for (const auto& [name, why] : dropped.others) add({name, why, {}});
  return record;
}

ComputedUpdate finish(Fork& fork, const workspace::Pending& pending, const queue::ReplayResult& replayed,
                      const StartingPoint& from, report::Update report) {
  ComputedUpdate computed{publication_of_end(fork, pending, replayed.tip, from.tree), std::move(report),
                          pending.autostash};
  if (pending.by_hand) {
    computed.report.patches = queue::queue_between(fork.store(), pending.onto, replayed.tip).size();
    for (workspace::RefMove& move : record_moves(fork, record_with(fork, dropped_patches(fork, pending, replayed)))) {
      computed.publication.refs.push_back(std::move(move));
    }
    computed.report.next.push_back(report::NextStep(report::NextStep::Kind::review_resolution)
                                       .in(fork.config().checkout_dir)
                                       .at(pending.onto.short_hex()));
    computed.report.next.push_back(report::NextStep::Kind::regen_resolved);
    return computed;
  }
  add_files(fork, pending, replayed, from.shrink, computed);
  if (!fork.config().verify.empty()) computed.report.next.push_back(report::NextStep::Kind::verify_updated);
  return computed;
}

ComputedUpdate stop(Fork& fork, const workspace::Pending& pending, const queue::ReplayResult& replayed,
                    const git::Oid& tree_before, report::Update report) {
  const queue::ReplayStop& stop = *replayed.stop;
  const git::Oid original = stop.todo.front().original;
  const auto patch = std::find_if(replayed.patches.begin(), replayed.patches.end(),
                                  [&](const queue::ReplayedPatch& one) { return one.commit == original; });
  report.outcome = report::Outcome::stopped_at_conflict;
  report.stop = report_of_stop(fork, stop, patch == replayed.patches.end() ? nullptr : &*patch, pending.onto);
  report.next = steps_at_stop(fork, stop.conflicts);
  return {publication_of_stop(fork, stop, pending, tree_before), std::move(report), {}};
}

/// Of the patches settled before a stop, only those that left the queue still matter: the others are commits of the
/// prefix.
void forget_replayed(workspace::Pending& pending) {
  std::erase_if(pending.done, [](const workspace::Pending::Done& done) { return !done.new_commit.is_zero(); });
}

}  // namespace

std::map<git::Oid, std::string> names_of_queue(Fork& fork, const workspace::Pending& pending) {
  std::vector<git::Oid> commits = pending.queue;
  // What is picked goes on top of the queue.
  if (pending.command == workspace::Pending::Command::pick) {
    commits = queue::queue_between(fork.store(), pending.base, pending.branch_before);
    commits.insert(commits.end(), pending.queue.begin(), pending.queue.end());
  }
  return replay_names(fork, commits, readable_project_patches(fork.project()));
}

queue::ReplayOptions replay_options(Fork& fork, const workspace::Pending& pending, report::Reporter& reporter) {
  queue::ReplayOptions options = replay_options(fork, pending.policy, reporter);
  options.names = names_of_queue(fork, pending);
  return options;
}

ComputedUpdate finish_or_stop(Fork& fork, const workspace::Pending& pending, const queue::ReplayResult& replayed,
                              const StartingPoint& from, report::Update report) {
  report.replay = to_report(replayed, pending.base, pending.onto);
  return replayed.stop ? stop(fork, pending, replayed, from.tree, std::move(report))
                       : finish(fork, pending, replayed, from, std::move(report));
}

ComputedUpdate resume(Fork& fork, workspace::Pending pending, Resumption from, report::Reporter& reporter) {
  objects::ObjectStore& store = fork.store();
  pending.by_hand = true;
  forget_replayed(pending);
  const git::Oid below =
      objects::merge_base(fork.repository(), pending.todo.front(), pending.stopped_on).value_or(pending.base);

  // First the remaining patches, at the same upstream commit: with nothing new from upstream there is nothing to search
  // or drop.
  const std::vector<git::Oid> rest(pending.todo.begin() + 1, pending.todo.end());
  queue::ReplayOptions options = replay_options(fork, pending, reporter);
  queue::ReplayOptions direct = options;
  direct.policy = {queue::ReplayPolicy::Range::direct, queue::ReplayPolicy::Dedup::off};
  queue::ReplayResult replayed = queue::replay(store, rest, below, from.tip, direct);
  if (replayed.stop) {
    // HEAD is on the replayed prefix; the upstream commit is still the one of the stop.
    replayed.stop->onto = pending.stopped_on;
  } else if (pending.stopped_on != pending.onto) {
    const std::vector<git::Oid> queue = queue::queue_between(store, pending.stopped_on, replayed.tip);
    replayed = queue::replay(store, queue, pending.stopped_on, pending.onto, options);
  }
  return finish_or_stop(fork, pending, replayed, {from.tree, Shrink::refuse}, std::move(from.report));
}

report::Update publish_update(Fork& fork, ComputedUpdate computed, report::Reporter& reporter) {
  publish(fork.checkout(), std::move(computed.publication), reporter);
  if (!computed.report.stop) restore_autostash(fork, computed.autostash, computed.report.notes);
  return std::move(computed.report);
}

}  // namespace mlxpatch::ops

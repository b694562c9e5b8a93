#include "update/finish.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/replay.hpp>
#include <mlxpatch/report/resolution.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/workspace/export_record.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"
#include "fork/patch_files.hpp"
#include "fork/patch_names.hpp"
#include "fork/resolutions.hpp"
#include "fork/unlisted_files.hpp"
#include "publish/autostash.hpp"
#include "publish/merge_drivers.hpp"
#include "publish/publication.hpp"
#include "publish/publish.hpp"
#include "report/convert.hpp"
#include "update/conflict_drafts.hpp"
#include "update/known_conflicts.hpp"
#include "update/queue_record.hpp"
#include "update/rerere.hpp"
#include "update/rest.hpp"
#include "update/reuse.hpp"
#include "update/stop.hpp"

namespace mlxpatch::ops {

namespace {

std::string summary_of(Fork& fork, const workspace::Pending& pending) {
  switch (pending.command) {
    case workspace::Pending::Command::pick:
      return "upstream commits picked";
    case workspace::Pending::Command::edit:
      return patch_name(fork, names_of_queue(fork, pending), pending.resolutions.front().commit);
    case workspace::Pending::Command::update:
      break;
  }
  return fmt::format("{} to {}", fork.describe(pending.base), fork.describe(pending.onto));
}

/// The end of an update: the new branch tip, HEAD and worktree.
Publication publication_of_end(Fork& fork, const workspace::Pending& pending, const git::Oid& tip,
                               const git::Oid& tree_before) {
  Publication publication;
  publication.command = workspace::name_of(pending.command);
  publication.summary = summary_of(fork, pending);
  publication.head = "ref: " + fork.branch_ref();
  publication.refs.push_back({fork.branch_ref(), pending.branch_before, tip});
  publication.tree_before = tree_before;
  publication.tree_after = fork.store().tree_of(tip);
  publication.keep = {pending.branch_before};
  publication.resolutions = resolutions_of(pending);
  return publication;
}

/// Adds the patch files and the lock of the new branch.
void add_files(Fork& fork, const workspace::Pending& pending, const queue::ReplayResult& replayed, Shrink shrink,
               ComputedUpdate& computed) {
  const queue::PatchDirectory patch_directory = read_project_patches(fork.project());
  const std::vector<git::Oid> commits = queue::queue_between(fork.store(), pending.onto, replayed.tip);
  FileSet files = file_set(fork, commits, pending.onto, patch_directory, Keep::old_bytes);
  refuse_unlisted_files(fork, files, patch_directory);
  const DroppedPatches dropped = dropped_patches(fork, pending);
  if (shrink == Shrink::refuse) {
    const bool is_update = pending.command == workspace::Pending::Command::update;
    refuse_shrinking(files, patch_directory, dropped, is_update ? "mlxpatch update --force" : "mlxpatch regen --force");
  }
  computed.report.audit = audit(fork, files, patch_directory, dropped, computed.publication.tree_after);
  complete_audit(*computed.report.audit, computed.report.replay.patches);
  computed.report.written = paths_written(fork, files);
  computed.publication.files = std::move(files.changes);
  for (workspace::RefMove& move : export_moves(fork, replayed.tip, files.record)) {
    computed.publication.refs.push_back(std::move(move));
  }
}

/// The record after an update that leaves the files to `regen`: which patches that is to leave out, and why, and which
/// of the others a person resolved.
workspace::ExportRecord record_with(workspace::ExportRecord record, const DroppedPatches& dropped,
                                    const std::vector<report::Patch>& lines) {
  const auto add = [&](const workspace::ExportRecord::Left& left) {
    std::erase_if(record.left, [&](const workspace::ExportRecord::Left& known) { return known.name == left.name; });
    record.left.push_back(left);
  };
  for (const auto& [name, by] : dropped.upstreamed) add({name, {}, by});
  for (const auto& [name, why] : dropped.others) add({name, why, {}});
  for (const report::Patch& line : lines) {
    std::erase(record.resolved, line.name);
    if (line.state == report::PatchState::resolved) record.resolved.push_back(line.name);
  }
  return record;
}

/// What to do once a person has had a hand in it: look (if anything was resolved), try, and write the files.
std::vector<report::NextStep> steps_by_hand(Fork& fork, const workspace::Pending& pending, bool is_resolved) {
  using report::NextStep;
  const bool is_pick = pending.command == workspace::Pending::Command::pick;
  const git::Oid& below = is_pick ? pending.branch_before : pending.onto;
  std::vector<NextStep> next;
  if (is_resolved) {
    next.push_back(NextStep(NextStep::Kind::review_resolution).in(fork.directory()).at(below.short_hex()));
  }
  if (!fork.config().verify.empty()) next.push_back(NextStep::Kind::verify_updated);
  next.push_back(NextStep::Kind::regen_resolved);
  return next;
}

/// The end of an update that a person had a hand in, this one or one since which the files were not written: they stay
/// as they are, until the person has looked.
void leave_files(Fork& fork, const workspace::Pending& pending, workspace::ExportRecord record,
                 ComputedUpdate& computed) {
  const bool is_of_queue = pending.command != workspace::Pending::Command::pick;
  std::vector<report::Patch>& lines = computed.report.replay.patches;
  for (report::Patch& line : lines) {
    if (report::is_kept(line) && std::ranges::find(record.resolved, line.name) != record.resolved.end()) {
      line.state = report::PatchState::resolved;
    }
  }
  if (is_of_queue) {
    computed.report.audit = account_of(pending, lines);
    complete_reused(fork, pending, lines, *computed.report.audit);
    add_left_before(record, *computed.report.audit);
    complete_audit(*computed.report.audit, lines);
  }
  // What was picked has no file yet, so that none is to leave.
  record = record_with(std::move(record), is_of_queue ? dropped_patches(fork, pending) : DroppedPatches{}, lines);
  computed.report.next = steps_by_hand(fork, pending, !record.resolved.empty());
  for (workspace::RefMove& move : record_moves(fork, std::move(record))) {
    computed.publication.refs.push_back(std::move(move));
  }
}

ComputedUpdate finish(Fork& fork, const workspace::Pending& pending, const queue::ReplayResult& replayed,
                      const StartingPoint& from, report::Update report) {
  ComputedUpdate computed{publication_of_end(fork, pending, replayed.tip, from.tree), std::move(report),
                          pending.autostash};
  workspace::ExportRecord record = export_record(fork);
  if (pending.by_hand || !record.left.empty() || !record.resolved.empty()) {
    leave_files(fork, pending, std::move(record), computed);
    return computed;
  }
  add_files(fork, pending, replayed, from.shrink, computed);
  if (!fork.config().verify.empty()) computed.report.next.push_back(report::NextStep::Kind::verify_updated);
  return computed;
}

/// The stop with those conflicts only that nobody has resolved before.
queue::ReplayStop without_known(queue::ReplayStop stop, const std::vector<report::KnownFile>& known) {
  std::erase_if(stop.conflicts, [&](const merge::MergeConflict& conflict) {
    return std::ranges::find(known, conflict.path, &report::KnownFile::path) != known.end();
  });
  return stop;
}

ComputedUpdate stop(Fork& fork, const workspace::Pending& pending, const queue::ReplayResult& replayed,
                    const git::Oid& tree_before, report::Update report) {
  queue::ReplayResult driven = replayed;
  queue::ReplayStop& stop = *driven.stop;
  stop.tree = run_merge_drivers(
      fork.checkout(), stop.conflicts,
      {fork.store().tree_of(stop.tip), stop.tree, labels_of_pick(fork.checkout(), stop.todo.front().commit)});
  KnownStop known = known_stop(fork.store(), fork.config(), stop, fork.resolutions());
  stop.tree = known.tree;
  for (merge::MergeConflict& conflict : stop.conflicts) {
    const auto text = std::ranges::find(known.texts, conflict.path, &workspace::Pending::TextConflict::path);
    if (text != known.texts.end() && text->known) conflict.result.oid = text->known;
  }
  report.outcome = report::Outcome::stopped_at_conflict;
  report.stop = report_of_stop(fork, driven, pending);
  report.stop->known = std::move(known.files);
  note_damaged(fork.project(), fork.resolutions(), report.notes);
  report.next = steps_at_stop(fork, stop, report.stop->known, pending);
  if (has_draft(fork.store(), without_known(stop, report.stop->known)))
    report.next.insert(report.next.begin(), report::NextStep::Kind::see_drafts);
  workspace::Pending stopped = pending;
  stopped.texts = std::move(known.texts);
  if (report.stop->culprit) stopped.culprit = git::Oid::from_hex(report.stop->culprit->id).value_or(git::Oid{});
  return {publication_of_stop(fork, stop, std::move(stopped), tree_before), std::move(report), {}};
}

}  // namespace

ComputedUpdate finish_or_stop(Fork& fork, const workspace::Pending& pending, const queue::ReplayResult& replayed,
                              const StartingPoint& from, report::Update report) {
  report.operation = to_report(pending.command);
  report.replay = to_report(replayed, pending.base, pending.onto);
  report.replay.patches = replayed_lines(pending, replayed);
  if (replayed.stop) return stop(fork, pending, replayed, from.tree, std::move(report));
  workspace::Pending ended = pending;
  record(ended, replayed.patches);
  report.replay.patches = whole_queue_lines(fork, ended, report.replay.patches);
  return finish(fork, ended, replayed, from, std::move(report));
}

ComputedUpdate resume(Fork& fork, workspace::Pending pending, Resumption from, report::Reporter& reporter) {
  queue::ReplayResult replayed = replay_on(fork, pending, from.tip, reporter);
  reuse_known(fork, pending, replayed, reporter);
  return finish_or_stop(fork, pending, replayed, {from.tree, Shrink::refuse}, std::move(from.report));
}

report::Update publish_update(Fork& fork, ComputedUpdate computed, report::Reporter& reporter) {
  check_interrupt();
  const InterruptHold hold;
  publish(fork.checkout(), std::move(computed.publication), reporter);
  if (computed.report.stop) {
    for (std::string& note : run_rerere(fork.checkout())) computed.report.notes.push_back(std::move(note));
  }
  if (!computed.report.stop) restore_autostash(fork, computed.autostash, computed.report.notes);
  return std::move(computed.report);
}

}  // namespace mlxpatch::ops

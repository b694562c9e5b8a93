#include <mlxpatch/ops/regen.hpp>

#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/drift.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/workspace/export_record.hpp>
#include <mlxpatch/workspace/operation.hpp>

#include "fork/branch_queue.hpp"
#include "fork/fork.hpp"
#include "fork/patch_files.hpp"
#include "fork/patch_names.hpp"
#include "fork/preconditions.hpp"
#include "fork/replay_options.hpp"
#include "fork/unlisted_files.hpp"
#include "publish/publication.hpp"
#include "publish/publish.hpp"
#include "publish/recover.hpp"
#include "report/commit_line.hpp"
#include "update/under_way.hpp"

namespace mlxpatch::ops {

namespace {

/// Patches that left the branch for a reason: in updates that left the files to this command, or because upstream has
/// them, found by replaying the queue that the files were last written from onto the current base of the branch.
DroppedPatches dropped_since_export(Fork& fork, const BranchQueue& queue, const FileSet& files,
                                    report::Reporter& reporter) {
  DroppedPatches dropped;
  for (const workspace::ExportRecord::Left& left : export_record(fork).left) {
    if (left.by.empty()) dropped.others.emplace(left.name, left.why);
    if (!left.by.empty()) dropped.upstreamed.emplace(left.name, left.by);
  }
  const auto exported = git::ref_target(fork.repository(), k_exported_ref);
  if (files.removed.empty() || !exported || *exported == queue.tip) return dropped;
  const BranchQueue before = branch_queue(fork, *exported);
  if (before.base == queue.base) {
    // Whoever squashes patches changes no line.
    const bool is_same = fork.store().tree_of(*exported) == fork.store().tree_of(queue.tip);
    for (const std::string& name : files.removed) {
      if (is_same) dropped.others.emplace(name, "its change is in the other patches");
    }
    return dropped;
  }
  queue::ReplayOptions options = replay_options(fork, keep_going(), reporter);
  options.names = replay_names(fork, before.commits, {});
  const queue::ReplayResult replayed = queue::replay(fork.store(), before.commits, before.base, queue.base, options);
  for (const queue::ReplayedPatch& patch : replayed.patches) {
    if (patch.state != queue::PatchState::upstreamed || !patch.upstreamed_by) continue;
    if (dropped.others.contains(patch.name)) continue;
    dropped.upstreamed.emplace(patch.name, patch.upstreamed_by->commit.id.hex());
  }
  return dropped;
}

/// Whether somebody has changed the patch files since branch and files agreed: an editor, or a pull of the project.
bool has_edited_files(Fork& fork, const BranchQueue& queue, const FileSet& files,
                      const queue::PatchDirectory& patch_directory) {
  if (!git::ref_target(fork.repository(), k_exported_ref)) return false;
  const report::Drift drift = drift_between(files, patch_directory, fork.project(), queue.base);
  return !files_are_as_exported(fork, queue, patch_directory, drift);
}

/// Writes the files. If the branch had merges, it also moves to the linear queue, so that branch and files agree.
Publication publication_of(Fork& fork, const BranchQueue& queue, FileSet files) {
  Publication publication;
  publication.command = "regen";
  publication.summary = fmt::format("{} written", count_of(files.written.size(), "patch", "patches"));
  publication.files = std::move(files.changes);
  const git::Oid new_tip = queue.commits.empty() ? queue.base : queue.commits.back();
  if (queue.linearized) publication.refs.push_back({fork.branch_ref(), queue.tip, new_tip});
  const git::Oid tip = queue.linearized ? new_tip : queue.tip;
  // With nothing to write, the record is as good as it was.
  if (fork.exported_or_zero() == tip && publication.files.empty()) return publication;
  for (workspace::RefMove& move : export_moves(fork, tip, files.record)) publication.refs.push_back(std::move(move));
  return publication;
}

}  // namespace

report::Regen regen(const Invocation& invocation, const RegenOptions& options, report::Reporter& reporter) {
  Fork fork = open_fork(invocation, options.write == Write::files ? Access::write : Access::read, reporter);
  if (options.write == Write::files) refuse_while_under_way(fork);
  const BranchQueue queue = branch_queue(fork, fork.require_branch_tip());
  const queue::RepairedDirectory repaired = repaired_project_patches(fork, queue.commits);
  const queue::PatchDirectory& patch_directory = repaired.directory;
  FileSet files =
      file_set(fork, queue.commits, queue.base, patch_directory, FileOptions{options.keep, options.numbers});

  report::Regen result;
  result.check_only = options.write == Write::compare_only;
  result.base = commit_line(fork, queue.base);
  result.written = paths_written(fork, files);
  for (const std::string& name : files.removed) result.removed.push_back(patch_path(fork, name));
  for (const std::string& name : files.unchanged) result.unchanged.push_back(patch_path(fork, name));
  for (const auto& [from, to] : files.renamed) {
    result.renamed.push_back({patch_path(fork, from), patch_path(fork, to)});
  }
  result.notes = queue.notes;
  result.notes.insert(result.notes.end(), repaired.notes.begin(), repaired.notes.end());
  if (result.check_only) {
    if (drift_between(files, patch_directory, fork.project(), queue.base).any()) {
      result.outcome = report::Outcome::check_failed;
      result.next = steps_under_way(fork);
      if (result.next.empty()) result.next.push_back(report::NextStep::Kind::regen_unwritten);
    }
    return result;
  }
  if (has_edited_files(fork, queue, files, patch_directory)) {
    result.notes.emplace_back(
        "the patch files had changes that the branch does not have, and are now as the branch is: mlxpatch undo brings "
        "them back");
  }
  const DroppedPatches dropped = dropped_since_export(fork, queue, files, reporter);
  refuse_unlisted_files(fork, files, patch_directory);
  if (options.shrink == Shrink::refuse) refuse_shrinking(files, patch_directory, dropped, "mlxpatch regen --force");
  result.audit = audit(fork, files, patch_directory, dropped, fork.store().tree_of(queue.tip));
  if (queue.linearized) {
    const git::Oid tip = queue.commits.empty() ? queue.base : queue.commits.back();
    result.moved = report::MovedBranch{fork.config().checkout_branch, queue.tip.hex(), tip.hex()};
  }
  Publication publication = publication_of(fork, queue, std::move(files));
  if (publication.files.empty() && publication.refs.empty()) {
    fork.store().discard();
  } else {
    publish(fork.checkout(), std::move(publication), reporter);
  }
  return result;
}

}  // namespace mlxpatch::ops

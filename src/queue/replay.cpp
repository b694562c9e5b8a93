#include <mlxpatch/queue/replay.hpp>

#include <utility>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/history.hpp>

#include "queued_patch.hpp"
#include "stride.hpp"

namespace mlxpatch::queue {

std::string_view name_of(PatchState state) {
  switch (state) {
    case PatchState::clean:
      return "clean";
    case PatchState::moved:
      return "moved";
    case PatchState::stepped:
      return "stepped";
    case PatchState::upstreamed:
      return "upstreamed";
    case PatchState::empty:
      return "empty";
    case PatchState::conflict:
      return "conflict";
    case PatchState::blocked:
      return "blocked";
  }
  return "conflict";
}

namespace {

ReplayedPatch report_of(const QueuedPatch& patch) {
  ReplayedPatch report;
  report.commit = patch.commit.id;
  report.name = patch.name;
  report.subject = patch.subject;
  for (const git::PathChange& change : patch.changes) report.paths.push_back(change.path);
  return report;
}

/// Brings one patch into the stride, or leaves it out, and says so.
ReplayedPatch replay_patch(Stride& stride, const QueuedPatch& patch) {
  ReplayedPatch report = report_of(patch);
  git::PathMerge merge = stride.try_merge(patch);
  report.renames = std::move(merge.renames);
  if (!merge.clean()) {
    report.state = stride.is_blocked(patch) ? PatchState::blocked : PatchState::conflict;
    report.conflicts = std::move(merge.conflicts);
    stride.leave_out(patch);
  } else if (const git::Oid tree = stride.tree_with(merge); tree == stride.tree() && !patch.changes.empty()) {
    report.state = PatchState::empty;
  } else {
    report.state = report.renames.empty() ? PatchState::clean : PatchState::moved;
    report.new_commit = stride.take(patch, tree);
  }
  report.tree = stride.tree();
  return report;
}

bool needs_person(PatchState state) { return state == PatchState::conflict || state == PatchState::blocked; }

}  // namespace

ReplayResult replay(git::ObjectStore& store, const std::vector<git::Oid>& commits, const git::Oid& /*base*/,
                    const git::Oid& onto, const ReplayOptions& options) {
  const std::vector<QueuedPatch> patches = load_queue(store, commits);
  Stride stride(store, onto, options);
  ReplayResult result;
  for (const QueuedPatch& patch : patches) {
    check_interrupt();
    result.patches.push_back(replay_patch(stride, patch));
    if (options.on_progress) options.on_progress(result.patches.size(), patches.size());
    if (!needs_person(result.patches.back().state)) continue;
    result.clean = false;
    if (options.on_conflict == ReplayOptions::OnConflict::stop) break;
  }
  result.tip = stride.tip();
  result.tree = stride.tree();
  return result;
}

std::vector<git::Oid> queue_between(git::ObjectStore& store, const git::Oid& base, const git::Oid& tip) {
  std::vector<git::Oid> commits;
  for (const git::Oid& commit : git::commits_between(store.repository(), base, tip)) {
    const std::size_t parents = store.commit(commit).parents.size();
    if (parents == 1) commits.push_back(commit);
    if (parents > 0) continue;
    throw Error(fmt::format("commit {} has no parent, so it is no patch", commit.short_hex()))
        .doing("reading the queue")
        .hint("choose a base that the branch descends from");
  }
  return commits;
}

}  // namespace mlxpatch::queue

#include <mlxpatch/ops/edit/absorb.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/edit/absorb.hpp>
#include <mlxpatch/report/absorb.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/queue_edit.hpp>

#include "edit/absorbed_index.hpp"
#include "edit/queue_edit.hpp"
#include "edit/uncommitted.hpp"
#include "fork/checkout.hpp"
#include "fork/fork.hpp"

namespace mlxpatch::ops {

namespace {

constexpr const char* k_doing = "absorbing uncommitted changes";

report::HunkKind report_of(queue::HunkKind kind) {
  switch (kind) {
    case queue::HunkKind::lines:
      return report::HunkKind::lines;
    case queue::HunkKind::mode:
      return report::HunkKind::mode;
    case queue::HunkKind::content:
      return report::HunkKind::content;
    case queue::HunkKind::added:
      return report::HunkKind::added;
    case queue::HunkKind::removed:
      return report::HunkKind::removed;
    case queue::HunkKind::type:
      break;
  }
  return report::HunkKind::type;
}

report::HunkStays report_of(queue::Stays stays) {
  switch (stays) {
    case queue::Stays::no_patch:
      return report::HunkStays::no_patch;
    case queue::Stays::upstream_lines:
      return report::HunkStays::upstream_lines;
    case queue::Stays::between:
      return report::HunkStays::between;
    case queue::Stays::several:
      return report::HunkStays::several;
    case queue::Stays::would_empty:
      break;
  }
  return report::HunkStays::would_empty;
}

report::AbsorbedHunk report_of(OpenQueue& queue, const queue::UncommittedHunk& hunk) {
  report::AbsorbedHunk shown;
  shown.path = queue.fork().checkout().shown(hunk.path);
  shown.kind = report_of(hunk.kind);
  if (hunk.kind == queue::HunkKind::lines) {
    shown.line = hunk.lines.after + 1;
    shown.removed = hunk.lines.before_count;
    shown.added = hunk.lines.after_count;
  }
  if (hunk.patch) {
    shown.patch = queue.titles()[*hunk.patch].name;
    return shown;
  }
  shown.stays = report_of(hunk.stays);
  for (const std::size_t place : hunk.candidates) shown.candidates.push_back(queue.titles()[place].name);
  return shown;
}

}  // namespace

report::Absorb absorb(const Invocation& invocation, const AbsorbOptions& options, report::Reporter& reporter) {
  OpenQueue queue(invocation, options.effect, reporter);
  Checkout& checkout = queue.fork().checkout();
  objects::ObjectStore& store = checkout.store();
  const UncommittedWork uncommitted = read_uncommitted(queue, k_doing);
  queue::Uncommitted asked{uncommitted.committed, uncommitted.worktree, {}};
  asked.paths = changed_paths(checkout, invocation, uncommitted, options.paths, k_doing);
  const queue::Absorbed made = queue::absorb(store, queue.branch().commits, asked, queue.replay_options(reporter));

  report::Absorb report;
  std::vector<std::size_t> places;
  for (const queue::UncommittedHunk& hunk : made.hunks) {
    report.hunks.push_back(report_of(queue, hunk));
    if (hunk.patch && std::ranges::find(places, *hunk.patch) == places.end()) places.push_back(*hunk.patch);
  }
  std::ranges::sort(places);
  report.edit.command = report::EditCommand::absorb;
  report.edit.dry_run = options.effect == Effect::dry_run;
  for (const std::size_t place : places) report.edit.patches.push_back(queue.titles()[place].name);
  const bool any_stays = std::ranges::any_of(made.hunks, [](const auto& hunk) { return !hunk.patch; });
  if (any_stays) report.edit.next.push_back(report::NextStep::Kind::new_patch);
  if (places.empty()) {
    store.discard();
    return report;
  }
  queue.keep_worktree({uncommitted.index, index_with_absorbed(checkout, uncommitted, made.tree)});
  report.edit = queue.publish_as(made, {}, queue.names_of(places), std::move(report.edit), reporter);
  return report;
}

}  // namespace mlxpatch::ops

#include <mlxpatch/ops/edit/absorb.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/path.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/edit/absorb.hpp>
#include <mlxpatch/report/absorb.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/queue_edit.hpp>
#include <mlxpatch/worktree/status.hpp>

#include "edit/absorbed_index.hpp"
#include "edit/queue_edit.hpp"
#include "fork/checkout.hpp"
#include "fork/fork.hpp"

namespace mlxpatch::ops {

namespace {

void refuse_unmerged(const Checkout& checkout) {
  const std::vector<std::string> unmerged = worktree::unmerged_paths(checkout.repository());
  if (unmerged.empty()) return;
  Error error(fmt::format("{} of the checkout {} unmerged", count_of(unmerged.size(), "file"),
                          unmerged.size() == 1 ? "is" : "are"));
  error.doing("absorbing uncommitted changes (nothing was changed)");
  for (const std::string& path : unmerged) error.at(checkout.shown(path));
  throw error.hint(checkout.git_command("add FILE     when its conflicts are resolved"));
}

/// A path without "." and "..", and without a '/' at its end; "" for a directory itself.
std::string plain_path(const std::filesystem::path& path) {
  std::string plain = path.lexically_normal().generic_string();
  while (plain.ends_with('/')) plain.pop_back();
  return plain == "." ? "" : plain;
}

/// The word as a path in the checkout that has uncommitted changes: from the directory of the command, or as the
/// checkout has it. Throws Error if neither has any.
std::string changed_path_of(const Checkout& checkout, const Invocation& invocation, const std::string& word,
                            const std::vector<objects::PathChange>& changes) {
  const std::filesystem::path typed = invocation.directory / plain_path(word);
  // The path's own last part may be a link, which is a file of its own.
  const std::filesystem::path absolute = std::filesystem::weakly_canonical(typed.parent_path()) / typed.filename();
  const std::filesystem::path root = std::filesystem::weakly_canonical(checkout.repository().work_directory());
  for (const std::string& path : {plain_path(absolute.lexically_relative(root)), plain_path(word)}) {
    const bool has_any = std::ranges::any_of(
        changes, [&](const objects::PathChange& change) { return is_at_or_below(change.path, path); });
    if (has_any) return path;
  }
  throw Error(fmt::format("no tracked file of the checkout has uncommitted changes at \"{}\"", word))
      .doing("absorbing uncommitted changes (nothing was changed)")
      .hint(checkout.git_command("status     show what is uncommitted"));
}

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
  refuse_unmerged(checkout);
  AbsorbTrees trees;
  trees.committed = store.tree_of(queue.branch().tip);
  trees.index = worktree::index_tree(checkout.repository(), store);
  trees.worktree = worktree::worktree_tree(checkout.repository(), store);
  const auto changes = objects::changes_between(store, trees.committed, trees.worktree);
  queue::Uncommitted uncommitted{trees.committed, trees.worktree, {}};
  for (const std::string& word : options.paths) {
    uncommitted.paths.push_back(changed_path_of(checkout, invocation, word, changes));
  }
  const queue::Absorbed made =
      queue::absorb(store, queue.branch().commits, uncommitted, queue.replay_options(reporter));

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
  if (any_stays) {
    using Kind = report::NextStep::Kind;
    report.edit.next.push_back(report::NextStep(Kind::commit_changes).in(checkout.directory()));
  }
  if (places.empty()) {
    store.discard();
    return report;
  }
  trees.absorbed = made.tree;
  queue.keep_worktree({trees.index, index_with_absorbed(checkout, trees)});
  report.edit = queue.publish_as(made, {}, queue.names_of(places), std::move(report.edit), reporter);
  return report;
}

}  // namespace mlxpatch::ops

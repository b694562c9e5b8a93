#include "replay/given_up.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/text_merge.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "replay/line_set.hpp"
#include "replay/moved_deletion.hpp"
#include "replay/queued_patch.hpp"
#include "replay/taken_change.hpp"
#include "replay/text_change.hpp"

namespace mlxpatch::queue {

namespace {

using Runs = std::vector<bool>;  ///< one flag for each run of a change

bool any(const Runs& runs) { return std::ranges::find(runs, true) != runs.end(); }

bool is_changed_text(objects::ObjectStore& store, const objects::PathChange& change, const git::Entry& entry) {
  return git::is_regular(entry.mode) && changes_text(store, change);
}

/// The change without the runs that the text has; the same on both sides if it has all. Those that another text did not
/// have either, from before, do not count.
objects::PathChange given_up_runs(objects::ObjectStore& store, TakenChange& taken, const objects::PathChange& change,
                                  const git::Entry& now, const git::Entry* earlier) {
  Runs given_up = taken.runs_given_up_in({now.oid, text_of(store, now)});
  if (earlier != nullptr && any(given_up)) {
    const Runs known = taken.runs_given_up_in({earlier->oid, text_of(store, *earlier)});
    for (std::size_t i = 0; i < known.size(); ++i) given_up[i] = given_up[i] && !known[i];
  }
  if (!any(given_up)) return {change.path, change.after, change.after};
  const git::Oid before = store.put(git::ObjectType::blob, taken.text().without(given_up), change.before.oid);
  return {change.path, {change.before.mode, before}, change.after};
}

/// As given_up_part(), less what a tree from before had given up as well.
std::vector<objects::PathChange> part_given_up_since(objects::ObjectStore& store, TakenChanges& taken,
                                                     const std::vector<objects::PathChange>& changes,
                                                     const objects::OverlayTree& tree,
                                                     const objects::OverlayTree* earlier) {
  std::vector<objects::PathChange> part;
  for (const objects::PathChange& change : changes) {
    const git::Entry entry = tree.file(change.path);
    const git::Entry then = earlier == nullptr ? change.after : earlier->file(change.path);
    if (entry == change.after || !entry.exists() || entry == then) continue;
    if (entry == change.before) {
      part.push_back(change);
    } else if (is_changed_text(store, change, entry)) {
      const git::Entry& text = git::is_regular(then.mode) ? then : change.after;
      objects::PathChange left =
          given_up_runs(store, taken.of(store, change), change, entry, earlier == nullptr ? nullptr : &text);
      if (left.before != left.after) part.push_back(std::move(left));
    }
  }
  return part;
}

/// Whether a commit puts back lines that the changes delete.
bool puts_deleted_lines_back(objects::ObjectStore& store, const std::vector<objects::PathChange>& changes,
                             const UpstreamStep& step) {
  std::size_t lines_before = 0;
  std::size_t lines_after = 0;
  for (const objects::PathChange& change : changes) {
    const git::Entry before = step.before.file(change.path);
    const git::Entry after = step.after.file(change.path);
    if (before == after) continue;
    lines_before += deleted_lines_left(store, change, before).size();
    lines_after += deleted_lines_left(store, change, after).size();
  }
  return lines_after > lines_before;
}

/// Whether a commit puts something else in the place of lines that a change brought: neither what the change deletes,
/// nor nothing.
bool replaces_lines(objects::ObjectStore& store, const objects::PathChange& change, const git::Entry& before,
                    const git::Entry& after) {
  if (before == after || !git::is_regular(before.mode) || !is_changed_text(store, change, after)) return false;
  const Bytes old_text = text_of(store, change.before);
  const Bytes new_text = text_of(store, change.after);
  const LineSet brought = new_lines(*old_text, *new_text);
  const LineSet old_lines = line_set(*old_text);
  const Bytes now = text_of(store, after);
  const LineSet now_lines = line_set(*now);
  const TextChange made(text_of(store, before), now);
  return std::ranges::any_of(made.runs(), [&](const TextChange::Run& run) {
    const bool takes_out = std::ranges::any_of(run.deleted, [&](std::string_view line) {
      return is_telling(line) && brought.contains(line) && !now_lines.contains(line);
    });
    return takes_out && std::ranges::any_of(run.added, [&](std::string_view line) {
             return is_telling(line) && !old_lines.contains(line) && !brought.contains(line);
           });
  });
}

}  // namespace

bool still_has_lines(objects::ObjectStore& store, const std::vector<objects::PathChange>& changes,
                     const objects::OverlayTree& tree) {
  bool adds_any = false;
  for (const objects::PathChange& change : changes) {
    const Bytes before = text_of(store, change.before);
    const Bytes after = text_of(store, change.after);
    const Bytes now = text_of(store, tree.file(change.path));
    LineSet missing = new_lines(*before, *after);
    adds_any = adds_any || !missing.empty();
    erase_lines(*now, missing);
    if (!missing.empty()) return false;
  }
  return adds_any;
}

bool is_given_up(objects::ObjectStore& store, merge::TreeMerger& merger,
                 const std::vector<objects::PathChange>& changes, const objects::OverlayTree& tree) {
  if (still_has_lines(store, changes, tree)) return false;
  merge::MergeOptions options;
  options.effort = merge::MergeEffort::verdict;
  const merge::PathMerge undone = merger.merge(reversed(changes), tree, options);
  if (undone.clean() && changes_nothing(undone, tree)) return true;
  const merge::PathMerge again = merger.merge(changes, tree, options);
  return again.clean() && !changes_nothing(again, tree);
}

std::vector<objects::PathChange> given_up_part(objects::ObjectStore& store, TakenChanges& taken,
                                               const std::vector<objects::PathChange>& changes,
                                               const objects::OverlayTree& tree) {
  return part_given_up_since(store, taken, changes, tree, nullptr);
}

bool has_deleted_lines(objects::ObjectStore& store, const std::vector<objects::PathChange>& changes,
                       const objects::OverlayTree& tree) {
  return std::ranges::any_of(changes, [&](const objects::PathChange& change) {
    return !deleted_lines_left(store, change, tree.file(change.path)).empty();
  });
}

Undoing undone_by(objects::ObjectStore& store, TakenChanges& taken, const std::vector<objects::PathChange>& changes,
                  const UpstreamStep& step) {
  Undoing undoing;
  undoing.part = part_given_up_since(store, taken, changes, step.after, &step.before);
  undoing.puts_lines_back = puts_deleted_lines_back(store, changes, step);
  if (!undoing.undoes()) return undoing;
  undoing.is_rework = std::ranges::any_of(changes, [&](const objects::PathChange& change) {
    return replaces_lines(store, change, step.before.file(change.path), step.after.file(change.path));
  });
  return undoing;
}

}  // namespace mlxpatch::queue

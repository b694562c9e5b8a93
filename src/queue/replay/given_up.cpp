#include "replay/given_up.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/text.hpp>
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
#include "replay/text_change.hpp"

namespace mlxpatch::queue {

namespace {

/// Whether the text has every line of the run, wherever. False if the run adds none.
bool has_lines(std::string_view text, const TextChange::Run& run) {
  const std::vector<std::string_view> lines = split_lines(text);
  return !run.added.empty() && std::ranges::all_of(run.added, [&](std::string_view line) {
    return std::ranges::find(lines, line) != lines.end();
  });
}

/// The text change without the runs that the text has; the same on both sides if it has all.
objects::PathChange given_up_runs(objects::ObjectStore& store, const objects::PathChange& change,
                                  std::string_view text) {
  const TextChange runs(text_of(store, change.before), text_of(store, change.after));
  std::vector<bool> given_up(runs.runs().size());
  for (std::size_t i = 0; i < given_up.size(); ++i) {
    std::vector<bool> only(given_up.size());
    only[i] = true;
    const merge::TextMerge undone = merge::merge_text(*runs.after(), text, runs.without(only));
    given_up[i] = undone.clean && undone.bytes == text && !has_lines(text, runs.runs()[i]);
  }
  if (std::ranges::find(given_up, true) == given_up.end()) return {change.path, change.after, change.after};
  const git::Oid before = store.put(git::ObjectType::blob, runs.without(given_up), change.before.oid);
  return {change.path, {change.before.mode, before}, change.after};
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
    for (const std::string_view line : split_lines(*now)) missing.erase(line);
    if (!missing.empty()) return false;
  }
  return adds_any;
}

bool is_given_up(objects::ObjectStore& store, merge::TreeMerger& merger,
                 const std::vector<objects::PathChange>& changes, const objects::OverlayTree& tree) {
  if (still_has_lines(store, changes, tree)) return false;
  merge::MergeOptions options;
  options.effort = merge::MergeEffort::verdict;
  std::vector<objects::PathChange> reverse = changes;
  for (objects::PathChange& change : reverse) std::swap(change.before, change.after);
  const merge::PathMerge undone = merger.merge(reverse, tree, options);
  if (undone.clean() && changes_nothing(undone, tree)) return true;
  const merge::PathMerge again = merger.merge(changes, tree, options);
  return again.clean() && !changes_nothing(again, tree);
}

std::vector<objects::PathChange> given_up_part(objects::ObjectStore& store,
                                               const std::vector<objects::PathChange>& changes,
                                               const objects::OverlayTree& tree) {
  std::vector<objects::PathChange> part;
  for (const objects::PathChange& change : changes) {
    const git::Entry entry = tree.file(change.path);
    if (entry == change.after || !entry.exists()) continue;
    if (entry == change.before) {
      part.push_back(change);
    } else if (git::is_regular(entry.mode) && changes_text(store, change)) {
      objects::PathChange left = given_up_runs(store, change, *text_of(store, entry));
      if (left.before != left.after) part.push_back(std::move(left));
    }
  }
  return part;
}

bool has_deleted_lines(objects::ObjectStore& store, const std::vector<objects::PathChange>& changes,
                       const objects::OverlayTree& tree) {
  return std::ranges::any_of(changes, [&](const objects::PathChange& change) {
    return !deleted_lines_left(store, change, tree.file(change.path)).empty();
  });
}

}  // namespace mlxpatch::queue

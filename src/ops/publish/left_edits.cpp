#include "publish/left_edits.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/diff/unified_diff.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/worktree/status.hpp>

#include "fork/checkout.hpp"
#include "publish/anchor.hpp"

namespace mlxpatch::ops {

namespace {

std::string text_of(objects::ObjectStore& store, const git::Entry& entry) {
  return git::is_regular(entry.mode) ? *store.read(entry.oid, git::ObjectType::blob) : std::string();
}

std::ptrdiff_t changed_lines(const std::string& from, const std::string& to) {
  const std::string hunks = diff::unified_hunks(from, to, 0);
  const std::vector<std::string_view> lines = split_lines(hunks);
  return std::ranges::count_if(lines,
                               [](std::string_view line) { return line.starts_with('+') || line.starts_with('-'); });
}

/// For an edit beside what the operation changed, which no merge can tell apart from it: whether it was made in the
/// file as it was before.
bool is_nearer_to_before(objects::ObjectStore& store, const git::Entry& file, const git::Entry& before,
                         const git::Entry& after) {
  const std::string text = text_of(store, file);
  return changed_lines(text_of(store, before), text) < changed_lines(text_of(store, after), text);
}

bool conflicts_in(const merge::TreeMerge& merged, const std::string& path) {
  return std::ranges::find(merged.conflicts, path, &merge::MergeConflict::path) != merged.conflicts.end();
}

}  // namespace

LeftEdits left_edits(Checkout& checkout, const std::vector<std::string>& changed) {
  if (changed.empty() || !checkout.has_state() || checkout.state().pending_text()) return {};
  const std::vector<workspace::Operation> operations = checkout.state().operations();
  if (operations.empty() || !operations.back().tree_before || !operations.back().tree_after) return {};
  const workspace::Operation& newest = operations.back();
  objects::ObjectStore& store = checkout.store();
  const git::Oid now = worktree::worktree_tree(checkout.repository(), store);
  merge::TreeMerger merger(store);
  // With the operation's changes put in, and with them taken out.
  const merge::TreeMerge with = merger.merge(newest.tree_before, now, newest.tree_after);
  const merge::TreeMerge without = merger.merge(newest.tree_after, now, newest.tree_before);
  LeftEdits left;
  for (const std::string& path : changed) {
    const git::Entry file = objects::entry_at(store, now, path);
    const git::Entry before = objects::entry_at(store, newest.tree_before, path);
    const git::Entry after = objects::entry_at(store, newest.tree_after, path);
    // A new file that somebody has written in its place has nothing that could be put into it.
    if (!before.exists() || before == after) continue;
    const bool conflicts = conflicts_in(with, path);
    const bool lacks_something = conflicts || objects::entry_at(store, with.tree, path) != file;
    if (!lacks_something) continue;
    const bool has_nothing = conflicts_in(without, path) ? is_nearer_to_before(store, file, before, after)
                                                         : objects::entry_at(store, without.tree, path) == file;
    if (has_nothing) (conflicts ? left.conflicting : left.files).push_back(path);
  }
  const std::string anchor = anchor_ref(newest.id);
  left.before = fmt::format("{}:tree-before", anchor);
  left.after = fmt::format("{}:tree-after", anchor);
  return left;
}

}  // namespace mlxpatch::ops

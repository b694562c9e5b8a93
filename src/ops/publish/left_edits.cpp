#include "publish/left_edits.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

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
  const git::Oid without = merger.merge(newest.tree_after, now, newest.tree_before).tree;
  LeftEdits left;
  for (const std::string& path : changed) {
    const git::Entry file = objects::entry_at(store, now, path);
    // A new file that somebody has written in its place has nothing that could be put into it.
    if (!objects::entry_at(store, newest.tree_before, path).exists()) continue;
    if (objects::entry_at(store, newest.tree_before, path) == objects::entry_at(store, newest.tree_after, path))
      continue;
    const bool conflicts = std::ranges::find(with.conflicts, path, &merge::MergeConflict::path) != with.conflicts.end();
    const bool lacks_something = conflicts || objects::entry_at(store, with.tree, path) != file;
    if (lacks_something && objects::entry_at(store, without, path) == file) left.files.push_back(path);
  }
  const std::string anchor = anchor_ref(newest.id);
  left.before = fmt::format("{}:tree-before", anchor);
  left.after = fmt::format("{}:tree-after", anchor);
  return left;
}

}  // namespace mlxpatch::ops

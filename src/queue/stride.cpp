#include "stride.hpp"

#include <utility>

#include <fmt/format.h>

namespace mlxpatch::queue {

git::MergeOptions merge_options_for(const QueuedPatch& patch, git::MergeOptions options) {
  const std::string name = fmt::format("{} ({})", patch.commit.id.short_hex(7), patch.subject);
  options.base_label = "parent of " + name;
  options.theirs_label = name;
  return options;
}

Stride::Stride(git::ObjectStore& store, const git::Oid& onto, const ReplayOptions& options)
    : m_store(store), m_options(options), m_merger(store), m_tip(onto), m_tree(store.tree_of(onto)) {}

git::PathMerge Stride::try_merge(const QueuedPatch& patch) {
  m_merger.find_renames_between(patch.before_tree, m_tree);
  return m_merger.merge(patch.changes, git::OverlayTree(m_store, m_tree), merge_options_for(patch, m_options.merge));
}

git::Oid Stride::tree_with(const git::PathMerge& merge) const {
  git::OverlayTree tree(m_store, m_tree);
  tree.put(merge.edits);
  return tree.write();
}

git::Oid Stride::take(const QueuedPatch& patch, const git::Oid& tree) {
  if (m_base_without) carry_into_base(patch);
  m_tree = tree;
  if (stands_on_tip(patch) && patch.commit.tree == tree) return m_tip = patch.commit.id;
  git::Commit commit = patch.commit;
  commit.tree = tree;
  commit.parents = {m_tip};
  commit.committer = m_options.committer;
  return m_tip = m_store.put_commit(commit);
}

void Stride::leave_out(const QueuedPatch& patch) {
  if (!m_base_without) m_base_without = patch.before_tree;
}

bool Stride::is_blocked(const QueuedPatch& patch) {
  if (!m_base_without) return false;
  m_merger.find_renames_between(patch.before_tree, *m_base_without);
  return !m_merger.merge(patch.changes, git::OverlayTree(m_store, *m_base_without)).clean();
}

void Stride::carry_into_base(const QueuedPatch& patch) {
  m_merger.find_renames_between(patch.before_tree, *m_base_without);
  git::OverlayTree tree(m_store, *m_base_without);
  const git::PathMerge merge = m_merger.merge(patch.changes, tree);
  if (!merge.clean()) return;
  tree.put(merge.edits);
  m_base_without = tree.write();
}

}  // namespace mlxpatch::queue

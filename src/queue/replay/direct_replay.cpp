#include "replay/direct_replay.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <vector>

#include "replay/moved_deletion.hpp"
#include "replay/queued_patch.hpp"

namespace mlxpatch::queue {

merge::MergeOptions merge_options_for(const QueuedPatch& patch, merge::MergeOptions options) {
  const std::string name = fmt::format("{} ({})", patch.commit.id.short_hex(7), patch.subject);
  options.base_label = "parent of " + name;
  options.theirs_label = name;
  return options;
}

DirectReplay::DirectReplay(objects::ObjectStore& store, const git::Oid& onto, const ReplayOptions& options,
                           const merge::TreeMerger* known)
    : m_store(store), m_options(options), m_merger(store, known), m_tip(onto), m_tree(store.tree_of(onto)) {}

merge::PathMerge DirectReplay::try_merge(const QueuedPatch& patch) {
  if (patch.before_tree == m_tree) return {};
  m_merger.find_renames_between(patch.before_tree, m_tree);
  const objects::OverlayTree ours(m_store, m_tree);
  const merge::MergeOptions options = merge_options_for(patch, m_options.merge);
  merge::PathMerge merge = m_merger.merge(patch.changes, ours, options);
  report_moved_deletions(m_store, patch.changes, ours, options, merge);
  return merge;
}

git::Oid DirectReplay::tree_with(const QueuedPatch& patch, const merge::PathMerge& merge) const {
  if (patch.before_tree == m_tree) return patch.commit.tree;
  objects::OverlayTree tree(m_store, m_tree);
  tree.put(merge.edits);
  return tree.write();
}

merge::PathMerge DirectReplay::try_form(const QueuedPatch& patch, const std::vector<objects::PathChange>& form,
                                        objects::ObjectStore& scratch) {
  merge::TreeMerger merger(scratch);
  const objects::OverlayTree ours(scratch, m_tree);
  const merge::MergeOptions options = merge_options_for(patch, m_options.merge);
  merge::PathMerge merge = merger.merge(form, ours, options);
  report_moved_deletions(scratch, form, ours, options, merge);
  if (!merge.clean()) return merge;
  for (const auto& [path, entry] : merge.edits) m_store.adopt(scratch, entry.oid);
  return merge;
}

git::Oid DirectReplay::take(const QueuedPatch& patch, const git::Oid& tree) {
  pass_over(patch);
  m_tree = tree;
  if (is_on_tip(patch) && patch.commit.tree == tree) return m_tip = patch.commit.id;
  git::Commit commit = patch.commit;
  commit.tree = tree;
  commit.parents = {m_tip};
  commit.committer = m_options.committer;
  return m_tip = m_store.put_commit(commit);
}

void DirectReplay::pass_over(const QueuedPatch& patch) {
  if (!m_base) return;
  merge::PathMerge merge = m_base->merge(patch);
  if (!merge.clean()) return;
  objects::OverlayTree tree(m_base->scratch, m_base->tree);
  tree.put(merge.edits);
  m_base->tree = tree.write();
}

void DirectReplay::leave_out(const QueuedPatch& patch) {
  if (!m_base) m_base.emplace(m_store, patch.before_tree);
}

bool DirectReplay::is_blocked(const QueuedPatch& patch) {
  if (!m_base) return false;
  const merge::PathMerge merge = m_base->merge(patch);
  if (!merge.clean()) return true;
  const objects::OverlayTree base(m_base->scratch, m_base->tree);
  return std::all_of(merge.edits.begin(), merge.edits.end(),
                     [&](const auto& edit) { return base.file(edit.first) == edit.second; });
}

merge::PathMerge DirectReplay::BaseSide::merge(const QueuedPatch& patch) {
  merger.find_renames_between(patch.before_tree, tree);
  return merger.merge(patch.changes, objects::OverlayTree(scratch, tree));
}

}  // namespace mlxpatch::queue

#include "edit/commutation.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <ranges>
#include <utility>
#include <vector>

#include <mlxpatch/diff/patch_id.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/text_merge.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/merge/unusual_merge.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "edit/placed_runs.hpp"
#include "replay/patch_id_match.hpp"
#include "replay/queued_patch.hpp"
#include "replay/text_change.hpp"

namespace mlxpatch::queue {

namespace {

using Changes = std::vector<objects::PathChange>;

/// A patch, or what takes it back, as a step from one tree to another.
struct Step {
  const Changes& changes;
  const git::Oid& before;
  const git::Oid& after;
};

/// Whether a file is changed by the same lines in both.
bool has_same_lines(objects::ObjectStore& store, const objects::PathChange& one, const objects::PathChange& other) {
  if (one == other) return true;
  if (one.path != other.path || one.before.mode != other.before.mode || one.after.mode != other.after.mode)
    return false;
  if (!changes_text(store, one) || !changes_text(store, other)) return false;
  const TextChange change(text_of(store, one.before), text_of(store, one.after));
  return can_be_placed(change.runs(), *text_of(store, other.before), *text_of(store, other.after));
}

bool is_same_change(objects::ObjectStore& store, const Step& step, const git::Oid& before, const git::Oid& after) {
  if (step.before == before && step.after == after) return true;
  const Changes made = objects::changes_between(store, before, after);
  return made == step.changes ||
         diff::patch_id(diff_text(store, made, 0)) == diff::patch_id(diff_text(store, step.changes, 0)) ||
         std::ranges::equal(step.changes, made, [&](const objects::PathChange& one, const objects::PathChange& other) {
           return has_same_lines(store, one, other);
         });
}

/// A tree on which patches are tried. What they make of it is forgotten with it.
class Trial {
 public:
  Trial(objects::ObjectStore& store, const git::Oid& tree, const merge::MergeOptions& options)
      : m_scratch(store), m_merger(m_scratch), m_options(options), m_tree(tree) {}

  /// Whether the patch can be applied there; if so, it is.
  bool apply(const QueuedPatch& patch) { return take({patch.changes, patch.before_tree, patch.commit.tree}); }
  /// Whether it can be taken away from there; if so, it is.
  bool take_back(const QueuedPatch& patch) {
    const Changes changes = reversed(patch.changes);
    return take({changes, patch.commit.tree, patch.before_tree});
  }
  const git::Oid& tree() const { return m_tree; }

 private:
  bool take(const Step& step) {
    const std::optional<git::Oid> after = merged(step);
    if (!after || !is_same_change(m_scratch, step, m_tree, *after)) return false;
    m_tree = *after;
    return true;
  }

  std::optional<git::Oid> merged(const Step& step) {
    if (step.before == m_tree) return step.after;
    m_merger.find_renames_between(step.before, m_tree);
    objects::OverlayTree tree(m_scratch, m_tree);
    const merge::PathMerge merge = m_merger.merge(step.changes, tree, m_options);
    if (!merges_as_git(merge)) return std::nullopt;
    tree.put(merge.edits);
    return tree.write();
  }

  objects::ObjectStore m_scratch;
  merge::TreeMerger m_merger;
  const merge::MergeOptions& m_options;
  git::Oid m_tree;
};

}  // namespace

bool merges_as_git(const merge::PathMerge& merge) {
  return merge.clean() && std::ranges::none_of(merge.unusual, [](const merge::UnusualMerge& unusual) {
           return unusual.way == merge::UnusualMerge::Way::other_diff;
         });
}

bool is_change_of(objects::ObjectStore& store, const QueuedPatch& patch, const git::Oid& before,
                  const git::Oid& after) {
  return is_same_change(store, {patch.changes, patch.before_tree, patch.commit.tree}, before, after);
}

Commutation::Commutation(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches,
                         merge::MergeOptions options)
    : m_store(store), m_patches(patches), m_options(std::move(options)) {
  m_options.effort = merge::MergeEffort::verdict;
}

bool Commutation::commutes(std::size_t patch, const std::vector<std::size_t>& earlier) const {
  const QueuedPatch& later = m_patches.at(patch);
  const auto take_back = [&](Trial& trial) {
    return std::ranges::all_of(earlier | std::views::reverse,
                               [&](std::size_t other) { return trial.take_back(m_patches.at(other)); });
  };
  Trial trial(m_store, later.before_tree, m_options);
  return take_back(trial) && trial.apply(later) &&
         std::ranges::all_of(earlier, [&](std::size_t other) { return trial.apply(m_patches.at(other)); }) &&
         trial.tree() == later.commit.tree;
}

}  // namespace mlxpatch::queue

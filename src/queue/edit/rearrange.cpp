#include <mlxpatch/queue/edit/rearrange.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/diff/patch_id.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>

#include "replay/direct_replay.hpp"
#include "replay/patch_id_match.hpp"
#include "replay/queued_patch.hpp"

namespace mlxpatch::queue {

namespace {

using Changes = std::vector<objects::PathChange>;
using Indices = std::set<std::size_t>;

/// Whether the step between two trees is the change that the patch makes, wherever its lines are.
bool is_change_of(objects::ObjectStore& store, const QueuedPatch& patch, const git::Oid& before,
                  const git::Oid& after) {
  if (patch.before_tree == before && patch.commit.tree == after) return true;
  const Changes made = objects::changes_between(store, before, after);
  return made == patch.changes ||
         diff::patch_id(diff_text(store, made)) == diff::patch_id(diff_text(store, patch.changes));
}

std::vector<std::string> common_paths(const QueuedPatch& one, const QueuedPatch& other) {
  const std::vector<std::string> paths = sorted_paths(one.changes);
  const std::vector<std::string> others = sorted_paths(other.changes);
  std::vector<std::string> common;
  std::ranges::set_intersection(paths, others, std::back_inserter(common));
  return common;
}

class Rearrangement {
 public:
  Rearrangement(objects::ObjectStore& store, std::vector<QueuedPatch> patches, const git::Oid& base,
                const ReplayOptions& options)
      : m_store(store), m_patches(std::move(patches)), m_replay(store, base, options) {}

  void take(std::size_t index) {
    check_interrupt();
    const QueuedPatch& patch = m_patches.at(index);
    const merge::PathMerge merge = m_replay.try_merge(patch);
    const git::Oid tree = merge.clean() ? m_replay.tree_with(patch, merge) : git::Oid{};
    if (!merge.clean() || !is_change_of(m_store, patch, m_replay.tree(), tree)) {
      m_made.obstacles.push_back(obstacle(index));
      return;
    }
    m_made.commits.push_back(m_replay.take(patch, tree));
    m_made.from.emplace_back(index);
    m_below.insert(index);
  }

  Rearranged end() {
    m_made.tree = m_replay.tree();
    return std::move(m_made);
  }

 private:
  /// The patches that are below this one in one of both orders only.
  Indices others_of(std::size_t index) const {
    Indices others = m_below;
    for (std::size_t i = 0; i < index; ++i) {
      if (!others.erase(i)) others.insert(i);
    }
    return others;
  }

  Obstacle obstacle(std::size_t index) const {
    const QueuedPatch& patch = m_patches.at(index);
    const Indices others = others_of(index);
    Indices near;
    for (const std::size_t other : others) {
      if (!common_paths(patch, m_patches.at(other)).empty()) near.insert(other);
    }
    if (near.empty()) near = others;  // a file in the place of a directory, a renaming
    Obstacle found;
    found.patch = index;
    std::ranges::copy_if(near, std::back_inserter(found.over),
                         [&](std::size_t other) { return !commutes(index, other); });
    // With each of them alone it does: it is what they do together.
    if (found.over.empty()) found.over.assign(near.begin(), near.end());
    std::set<std::string> paths;
    for (const std::size_t other : found.over) {
      for (std::string& path : common_paths(patch, m_patches.at(other))) paths.insert(std::move(path));
    }
    found.paths.assign(paths.begin(), paths.end());
    if (found.paths.empty()) found.paths = sorted_paths(patch.changes);
    return found;
  }

  /// Whether a patch makes its change, too, if another one below it is taken away from there, or one that is not below
  /// it is put there.
  bool commutes(std::size_t index, std::size_t other) const {
    const QueuedPatch& patch = m_patches.at(index);
    objects::ObjectStore scratch(m_store);
    merge::TreeMerger merger(scratch);
    const Changes& changes = m_patches.at(other).changes;
    objects::OverlayTree tree(scratch, patch.before_tree);
    const merge::PathMerge below = merger.merge(other < index ? reversed(changes) : changes, tree);
    if (!below.clean()) return false;
    tree.put(below.edits);
    const git::Oid before = tree.write();
    const merge::PathMerge merge = merger.merge(patch.changes, tree);
    if (!merge.clean()) return false;
    tree.put(merge.edits);
    return is_change_of(scratch, patch, before, tree.write());
  }

  objects::ObjectStore& m_store;
  std::vector<QueuedPatch> m_patches;
  DirectReplay m_replay;
  Indices m_below;  ///< what has been taken
  Rearranged m_made;
};

}  // namespace

Rearranged rearrange(objects::ObjectStore& store, const std::vector<git::Oid>& commits, const git::Oid& base,
                     const std::vector<std::size_t>& order, const ReplayOptions& options) {
  Rearrangement rearrangement(store, load_queue(store, commits, options.names), base, options);
  for (const std::size_t index : order) rearrangement.take(index);
  return rearrangement.end();
}

}  // namespace mlxpatch::queue

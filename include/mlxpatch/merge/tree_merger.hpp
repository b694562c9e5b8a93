#pragma once

#include <memory>
#include <vector>

#include <mlxpatch/base/path.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

namespace mlxpatch::merge {

/// Merges trees in memory: merge(base, ours, theirs) by what changed from base to theirs, path by path, as git's ort
/// does for a cherry-pick. Keeps what it learns (text merges by blob ids, the other side's renames) for further calls
/// on the same store. Cost grows with the change from base to theirs, not with the trees.
class TreeMerger {
 public:
  /// What `known` has merged already is taken from there. That one works on a layer over the store, and must outlive
  /// this one; it may be null.
  explicit TreeMerger(objects::ObjectStore& store, const TreeMerger* known = nullptr);
  ~TreeMerger();
  TreeMerger(const TreeMerger&) = delete;
  TreeMerger& operator=(const TreeMerger&) = delete;

  /// Where our side's renames are looked for in later calls: between these two trees (for a queue: upstream's at its
  /// base, and at the commit where it goes). Looked at only when a path of the patch is gone on our side. Nothing went
  /// to a path of which `is_known` says that the patch's base has it, though the first tree has not.
  void find_renames_between(const git::Oid& before_tree, const git::Oid& after_tree, PathPredicate is_known = {});

  /// Merges known changes (as changes_between gives them) into ours, without writing a tree.
  PathMerge merge(const std::vector<objects::PathChange>& theirs, const objects::OverlayTree& ours,
                  const MergeOptions& options = {});
  /// One three-way merge of three trees, with renames between base and ours.
  TreeMerge merge(const git::Oid& base_tree, const git::Oid& ours_tree, const git::Oid& theirs_tree,
                  const MergeOptions& options = {});

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace mlxpatch::merge

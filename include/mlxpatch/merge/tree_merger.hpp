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

/// Merges trees in memory, path by path along what changed from base to theirs, as git's ort does for a cherry-pick.
/// Keeps what it learns (text merges by blob ids, the other side's renames) for later calls. The cost grows with the
/// change from base to theirs, not with the trees.
class TreeMerger {
 public:
  /// Reuses what `known`, which may be null, has already merged; it works on a layer over the store. Both arguments
  /// must outlive this object.
  explicit TreeMerger(objects::ObjectStore& store, const TreeMerger* known = nullptr);
  ~TreeMerger();
  TreeMerger(const TreeMerger&) = delete;
  TreeMerger& operator=(const TreeMerger&) = delete;

  /// Later calls look for our side's renames between these two trees (for a queue: upstream's at the queue's base, and
  /// at the commit onto which it is replayed), but only once our side lacks a path of the patch. The `known`
  /// paths are in the patch's base although the first tree does not have them: nothing was renamed to them.
  void find_renames_between(const git::Oid& before_tree, const git::Oid& after_tree, PathList known = {});

  /// Whether a file that both sides change is merged line by line before all else (gitattributes(5)).
  bool merges_lines(const objects::OverlayTree& ours, const std::string& path);
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

#pragma once

#include <optional>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>

#include "replay/queued_patch.hpp"

namespace mlxpatch::queue {

/// The names of a patch and its parent in conflict markers, as `git rebase` gives them.
merge::MergeOptions merge_options_for(const QueuedPatch& patch, merge::MergeOptions options);

/// Rebuilds a queue on another upstream commit, patch by patch, each by one merge against that commit. The caller tries
/// a patch and then takes it, passes over it or leaves it out.
class DirectReplay {
 public:
  /// `known` (may be null) has already merged files of the queue on a layer over the store. All arguments must outlive
  /// it.
  DirectReplay(objects::ObjectStore& store, const git::Oid& onto, const ReplayOptions& options,
               const merge::TreeMerger* known = nullptr);

  const git::Oid& tip() const { return m_tip; }
  const git::Oid& tree() const { return m_tree; }
  /// Whether the patch's parent is the tip already, so that the commit itself can stay.
  bool is_on_tip(const QueuedPatch& patch) const { return patch.commit.parents.front() == m_tip; }

  /// The patch's merge with what is built so far. Changes nothing. If nothing is left of the patch although lines that
  /// it deletes are still there, upstream has moved them: that is a conflict, where git's merge has none.
  merge::PathMerge try_merge(const QueuedPatch& patch);
  /// The same with another form of the patch's change, whose blobs may be in `scratch`, a layer over the store. If the
  /// merge is clean, its blobs are copied to the store.
  merge::PathMerge try_form(const QueuedPatch& patch, const std::vector<objects::PathChange>& form,
                            objects::ObjectStore& scratch);
  /// The tree that the patch's merge results in.
  git::Oid tree_with(const QueuedPatch& patch, const merge::PathMerge& merge) const;
  /// Makes the patch's commit with this tree. Returns its id.
  git::Oid take(const QueuedPatch& patch, const git::Oid& tree);
  /// Continues without the patch, which upstream has or which has become empty.
  void pass_over(const QueuedPatch& patch);
  /// Continues without the patch, which conflicts here.
  void leave_out(const QueuedPatch& patch);
  /// Whether a conflicting patch needs one that was left out: without those it conflicts with the queue's own base,
  /// too, or changes nothing there.
  bool is_blocked(const QueuedPatch& patch);

 private:
  /// The queue's own base with all patches except those left out, with its own layer of objects.
  struct BaseSide {
    BaseSide(objects::ObjectStore& store, const git::Oid& base_tree)
        : scratch(store), merger(scratch), tree(base_tree) {}
    merge::PathMerge merge(const QueuedPatch& patch);
    objects::ObjectStore scratch;
    merge::TreeMerger merger;
    git::Oid tree;
  };

  objects::ObjectStore& m_store;
  const ReplayOptions& m_options;
  merge::TreeMerger m_merger;
  git::Oid m_tip;
  git::Oid m_tree;
  std::optional<BaseSide> m_base;  ///< from the first patch that is left out
};

}  // namespace mlxpatch::queue

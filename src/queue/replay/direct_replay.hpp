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

/// A queue that grows, patch after patch, on another upstream commit. Each patch is tried first and then taken or left
/// out.
class DirectReplay {
 public:
  /// `known` (null for none) has merged files of the queue on a layer over the store.
  DirectReplay(objects::ObjectStore& store, const git::Oid& onto, const ReplayOptions& options,
               const merge::TreeMerger* known = nullptr);

  const git::Oid& tip() const { return m_tip; }
  const git::Oid& tree() const { return m_tree; }
  /// Whether the patch's parent is the tip already, so that the commit itself can stay.
  bool stands_on_tip(const QueuedPatch& patch) const { return patch.commit.parents.front() == m_tip; }

  /// What the patch does here. Changes nothing.
  merge::PathMerge try_merge(const QueuedPatch& patch);
  /// The same with another form of its change, whose blobs may lie in `scratch`, a layer over the store. Clean, its
  /// blobs are in the store.
  merge::PathMerge try_form(const QueuedPatch& patch, const std::vector<objects::PathChange>& form,
                            objects::ObjectStore& scratch);
  /// The tree with what the patch's merge gave.
  git::Oid tree_with(const QueuedPatch& patch, const merge::PathMerge& merge) const;
  /// Makes the patch's commit with this tree. Returns its id.
  git::Oid take(const QueuedPatch& patch, const git::Oid& tree);
  /// Goes on without the patch, which upstream has or of which nothing is left.
  void pass_over(const QueuedPatch& patch);
  /// Goes on without the patch, which conflicts here.
  void leave_out(const QueuedPatch& patch);
  /// Whether a patch that conflicts needs one that was left out: without those nothing comes of it in
  /// the base either.
  bool is_blocked(const QueuedPatch& patch);

 private:
  /// The queue's own base with all patches but those left out, on objects of its own.
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
  std::optional<BaseSide> m_base;  ///< from the first patch on that is left out
};

}  // namespace mlxpatch::queue

#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/text_merge.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "replay/far_steps.hpp"
#include "replay/queued_patch.hpp"
#include "replay/same_change.hpp"
#include "replay/scanned_queue.hpp"
#include "replay/taken_change.hpp"
#include "replay/upstream_range.hpp"
#include "replay/upstream_touches.hpp"

namespace mlxpatch::queue {

/// Carries a queue over every commit of upstream's first-parent line in order. Writes no trees, and keeps merged texts
/// in a store of its own. Only commits that touch the queue's files cost more than that check.
class Scan {
 public:
  /// `same` has for each patch the commit that makes the same change, as far as that is known; empty: of none. The
  /// other arguments must outlive it.
  Scan(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches, const UpstreamRange& range,
       UpstreamTouches& touches, std::vector<std::optional<SameChange>> same);

  /// `on_progress` hears how many commits are done, at every patch that one affects.
  void run(const std::function<void(std::size_t done)>& on_progress = {});

  const PatchScan& patch(std::size_t index) const { return m_carried.patches[index]; }
  /// The newest commit of the line, by its index in the range, at which no patch conflicts.
  const std::optional<std::size_t>& clean_until() const { return m_clean_until; }
  /// A layer over the store that the scan was made with; has the blobs that the forms name.
  objects::ObjectStore& scratch() { return *m_scratch; }
  /// Has merged the queue's files on that layer.
  const merge::TreeMerger& merger() const { return *m_merger; }

 private:
  using Outputs = std::map<std::string, git::Entry>;

  std::vector<std::string> touched_at(std::size_t index);
  void drop_texts();
  void pass(const UpstreamCommit& commit, const std::vector<std::string>& touched,
            const std::function<void()>& on_patch);
  bool is_mere_merge(std::size_t index, const UpstreamCommit& commit) const;
  void settle(std::size_t index, const objects::OverlayTree& overlay, const UpstreamCommit& commit);
  void settle_merge(std::size_t index, const objects::OverlayTree& overlay, const UpstreamCommit& commit);
  /// A patch, and upstream's trees between which its files are followed.
  struct Step {
    std::size_t index = 0;
    git::Oid before;
    git::Oid after;
  };
  merge::PathMerge merge(const std::vector<objects::PathChange>& changes, const objects::OverlayTree& ours,
                         const Step& step, merge::MergeEffort effort = merge::MergeEffort::full);
  std::vector<std::string> made_before(std::size_t index) const;
  void settle_conflict(std::size_t index, std::vector<merge::MergeConflict> conflicts, const UpstreamCommit& commit);
  void settle_taken(std::size_t index, const UpstreamCommit& commit);
  void settle_clean(std::size_t index, Outputs outputs, const objects::OverlayTree& overlay,
                    const UpstreamCommit& commit);
  bool was_given_up(std::size_t index, const objects::OverlayTree& overlay, const UpstreamCommit& commit);
  bool take_given_up_part(std::size_t index, const objects::OverlayTree& overlay);
  bool has_same_change(std::size_t index) const { return index < m_same.size() && m_same[index]; }
  bool is_change_of_later(std::size_t index, const UpstreamCommit& commit) const;
  std::set<std::size_t> broken_before(std::size_t index) const;
  bool changes_path(std::size_t index, const std::string& path) const;
  bool part_from_broken(std::size_t index);
  objects::LayeredEdits outputs_before_commit() const;

  enum class Sought { conflict, nothing_left };
  git::Oid commit_inside(std::size_t index, const UpstreamCommit& commit, Sought sought);

  void watch(std::size_t index, const std::string& path);
  void watch_change(std::size_t index, const objects::PathChange& change);

  objects::ObjectStore& m_store;
  std::unique_ptr<objects::ObjectStore> m_scratch;
  std::unique_ptr<merge::TreeMerger> m_merger;
  TakenChanges m_taken;
  bool m_is_clean = true;  ///< no patch conflicts at the last commit
  std::optional<std::size_t> m_clean_until;
  std::size_t m_kept = 0;  ///< how many texts the last drop_texts() left
  const std::vector<QueuedPatch>& m_queue;
  const UpstreamRange& m_range;
  UpstreamTouches& m_touches;
  std::vector<std::optional<SameChange>> m_same;
  git::Oid m_tree;                     ///< upstream's, as far as the queue has been carried
  std::vector<git::Oid> m_form_trees;  ///< for each broken patch: the tree of upstream's that its form belongs to
  ScannedQueue m_carried;
  FarSteps m_far_steps;
  std::map<std::size_t, Outputs> m_before;  ///< the outputs before the current commit of those that it affects
  std::vector<bool> m_is_replaced;          ///< by patch: upstream took it, and then a later one that takes it back
  /// For each patch: the broken ones that its form is known not to need.
  std::vector<std::set<std::size_t>> m_parted_from;
  std::vector<std::string> m_watched_since;  ///< paths that matter only since a patch moved to them; sorted
};

}  // namespace mlxpatch::queue

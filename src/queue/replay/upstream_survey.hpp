#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>

#include "replay/patch_id_match.hpp"
#include "replay/picked_origin.hpp"
#include "replay/queued_patch.hpp"
#include "replay/scan.hpp"
#include "replay/upstream_range.hpp"
#include "replay/upstream_touches.hpp"

namespace mlxpatch::queue {

/// What is known about a queue before it is replayed: which patches upstream has, and how each fared when it was
/// carried over upstream's commits one by one. The constructor's arguments must outlive it.
class UpstreamSurvey {
 public:
  UpstreamSurvey(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches, const ReplayOptions& options);

  /// Reads upstream's commits base..onto, as far as the options ask for it. To be called once, before all else.
  void survey(const git::Oid& base, const git::Oid& onto);

  const UpstreamRange& range() const { return m_range; }
  /// The upstream commit that certainly contains the patch, if there is one.
  std::optional<Upstreamed> upstreamed(std::size_t index) const;
  /// The upstream commit that makes the same change as the patch or as its run; null if there is none.
  const SameChange* same_change(std::size_t index) const {
    return index < m_same.size() && m_same[index] ? &*m_same[index] : nullptr;
  }
  /// The upstream commit that the patch says it was picked from, where that alone does not prove that upstream has all
  /// of it.
  std::optional<git::Oid> picked_in_part(std::size_t index) const;
  /// The last upstream commit that changed what upstream took of the patch, and took a part of it out along the way.
  std::optional<git::Oid> reworked_by(std::size_t index) const;
  /// How the patch fared; null if upstream was not scanned.
  const PatchScan* scan(std::size_t index) const { return m_scan ? &m_scan->patch(index) : nullptr; }
  /// The newest commit of the range at which no patch conflicts, commit by commit; none if upstream was not scanned.
  std::optional<git::Oid> clean_until() const;
  /// The files of the queue that upstream changed in the range.
  const std::set<std::string>& touched() const { return m_touched; }
  /// Holds the blobs of the scan's results. Upstream must have been scanned.
  objects::ObjectStore& scratch() { return m_scan->scratch(); }
  /// The merger of the scan, which has merged files already; null if upstream was not scanned.
  const merge::TreeMerger* merger() const { return m_scan ? &m_scan->merger() : nullptr; }

 private:
  void prefetch_at_target(const git::Oid& tree);
  void prefetch_along_the_way();

  objects::ObjectStore& m_store;
  const std::vector<QueuedPatch>& m_patches;
  const ReplayOptions& m_options;
  UpstreamRange m_range;
  std::optional<UpstreamTouches> m_touches;
  std::set<std::string> m_touched;
  std::vector<std::optional<SameChange>> m_same;      ///< by patch; empty if not asked for
  std::vector<std::optional<PickedOrigin>> m_picked;  ///< by patch; empty if no patch may be dropped
  std::optional<Scan> m_scan;
};

}  // namespace mlxpatch::queue

#pragma once

#include <optional>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>

#include "replay/queued_patch.hpp"
#include "replay/scan.hpp"
#include "replay/upstream_range.hpp"
#include "replay/upstream_touches.hpp"

namespace mlxpatch::queue {

/// What is known of a queue before its stride: which patches upstream has, and how each fared on the way there. The
/// arguments must outlive it.
class UpstreamSurvey {
 public:
  UpstreamSurvey(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches, const ReplayOptions& options);

  /// Looks at base..onto as the options ask.
  void survey(const git::Oid& base, const git::Oid& onto);

  const UpstreamRange& range() const { return m_range; }
  /// The upstream commit that has the patch for certain.
  std::optional<Upstreamed> upstreamed(std::size_t index) const;
  /// The same for a patch of which nothing is left in the stride: one with its patch-id, if there is one.
  std::optional<Upstreamed> same_change(std::size_t index);
  /// How the patch fared; null where nothing was scanned.
  const PatchScan* scan(std::size_t index) const { return m_scan ? &m_scan->patch(index) : nullptr; }
  objects::ObjectStore& scratch() { return m_scan->scratch(); }
  /// What merged files for that; null where nothing was scanned.
  const merge::TreeMerger* merger() const { return m_scan ? &m_scan->merger() : nullptr; }

 private:
  void find_same_changes();

  objects::ObjectStore& m_store;
  const std::vector<QueuedPatch>& m_patches;
  const ReplayOptions& m_options;
  UpstreamRange m_range;
  std::optional<UpstreamTouches> m_touches;
  std::optional<std::vector<std::optional<std::size_t>>> m_same;  ///< by patch: index into the range's commits
  std::optional<Scan> m_scan;
};

}  // namespace mlxpatch::queue

#pragma once

#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>

#include "replay/direct_replay.hpp"
#include "replay/queued_patch.hpp"
#include "replay/scan.hpp"
#include "replay/upstream_survey.hpp"

namespace mlxpatch::queue {

/// What a replay says of a patch before it has tried it.
ReplayedPatch report_of(const QueuedPatch& patch);

inline bool needs_person(PatchState state) { return state == PatchState::conflict || state == PatchState::blocked; }

/// Brings a queue over to another upstream commit, patch by patch, and explains what becomes of each.
class ReplayRun {
 public:
  /// The arguments must outlive it.
  ReplayRun(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches, UpstreamSurvey& survey,
            const ReplayOptions& options);

  /// Up to the first conflict, or to the end, as the options say.
  ReplayResult run(const git::Oid& onto);

 private:
  ReplayedPatch replay_patch(std::size_t index);
  void settle_clean(ReplayedPatch& report, std::size_t index, const merge::PathMerge& merge, PatchState state);
  /// Whether the patch goes in step by step although it does not in one stride.
  bool settle_incremental(ReplayedPatch& report, std::size_t index, const merge::PathMerge& direct);
  void settle_conflict(ReplayedPatch& report, std::size_t index, merge::PathMerge merge);
  void settle_upstreamed(ReplayedPatch& report, std::size_t index, Upstreamed upstreamed);
  static void tell_other_diffs(ReplayedPatch& report, const merge::PathMerge& merge);
  void tell_history(ReplayedPatch& report, const PatchScan& scan);
  std::string in_words(const git::Oid& commit);

  objects::ObjectStore& m_store;
  const std::vector<QueuedPatch>& m_patches;
  UpstreamSurvey& m_survey;
  const ReplayOptions& m_options;
  std::optional<DirectReplay> m_direct;
};

}  // namespace mlxpatch::queue

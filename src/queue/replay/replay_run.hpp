#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>

#include "replay/direct_replay.hpp"
#include "replay/line_account.hpp"
#include "replay/queued_patch.hpp"
#include "replay/scan.hpp"
#include "replay/upstream_survey.hpp"

namespace mlxpatch::queue {

/// The report of a patch that has not been tried yet.
ReplayedPatch report_of(const QueuedPatch& patch);

inline bool needs_person(PatchState state) { return state == PatchState::conflict || state == PatchState::blocked; }

/// Replays a queue on another upstream commit, patch by patch, and records what became of each and why.
class ReplayRun {
 public:
  /// The arguments must outlive it.
  ReplayRun(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches, UpstreamSurvey& survey,
            const ReplayOptions& options);

  /// Replays up to the first conflict or to the end, as the options say.
  ReplayResult run(const git::Oid& onto);

 private:
  ReplayedPatch replay_patch(std::size_t index);
  void settle_clean(ReplayedPatch& report, std::size_t index, const merge::PathMerge& merge, PatchState state);
  /// Settles a patch that conflicts in a direct replay by the form that it got when it was merged commit by commit.
  /// False if there is none, or if that conflicts, too.
  bool settle_incremental(ReplayedPatch& report, std::size_t index, const merge::PathMerge& direct);
  void settle_conflict(ReplayedPatch& report, std::size_t index, merge::PathMerge merge);
  void settle_upstreamed(ReplayedPatch& report, std::size_t index, Upstreamed upstreamed);
  void account_for_lines(ReplayedPatch& report, std::size_t index, const merge::PathMerge& merge);
  bool holds(std::size_t index);
  bool holds(const QueuedPatch& patch);
  std::optional<std::size_t> taken_since(std::size_t index);
  void note_picked(ReplayedPatch& report, std::size_t index, const git::Oid& origin);
  std::string whereabouts(const QueuedPatch& patch);
  static void note_unusual(ReplayedPatch& report, const merge::PathMerge& merge);
  /// Notes what happened on the way to the target, whatever the result is.
  void note_history(ReplayedPatch& report, const PatchScan& scan);
  /// A commit as notes name it: "1fe1b3c9 (its subject)".
  std::string with_subject(const git::Oid& commit);

  objects::ObjectStore& m_store;
  const std::vector<QueuedPatch>& m_patches;
  UpstreamSurvey& m_survey;
  const ReplayOptions& m_options;
  std::optional<DirectReplay> m_direct;
  LineAccounts m_accounts;
  git::Oid m_onto_tree;
  bool m_run_holds = false;          ///< the run of squashed patches that the last patch belongs to, if it does to one
  std::set<std::string> m_left_out;  ///< the files of patches that were left out
};

}  // namespace mlxpatch::queue

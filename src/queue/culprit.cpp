#include <mlxpatch/queue/culprit.hpp>

#include "outlook.hpp"
#include "queued_patch.hpp"
#include "replay_run.hpp"

namespace mlxpatch::queue {

std::vector<Culprit> find_culprits(git::ObjectStore& store, const std::vector<git::Oid>& commits, const git::Oid& base,
                                   const git::Oid& onto, const ReplayOptions& options) {
  ReplayOptions asking = options;
  asking.on_conflict = ReplayOptions::OnConflict::keep_going;
  asking.strides = ReplayOptions::Strides::scan_and_step;
  git::ObjectStore scratch(store);
  const std::vector<QueuedPatch> patches = load_queue(scratch, commits);
  Outlook outlook(scratch, patches, asking);
  outlook.look(base, onto);
  const ReplayResult result = ReplayRun(scratch, patches, outlook, asking).run(onto);
  std::vector<Culprit> culprits;
  for (std::size_t i = 0; i < result.patches.size(); ++i) {
    const ReplayedPatch& patch = result.patches[i];
    if (!needs_person(patch.state) || !patch.culprit) continue;
    const PatchScan& scan = *outlook.scan(i);
    culprits.push_back({i, *patch.culprit, scan.broken ? scan.broken->conflicts : patch.conflicts, patch.clean_since});
  }
  return culprits;
}

}  // namespace mlxpatch::queue

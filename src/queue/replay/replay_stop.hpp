#pragma once

#include <optional>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>

#include "replay/queued_patch.hpp"
#include "replay/upstream_survey.hpp"

namespace mlxpatch::queue {

/// Where a replay goes.
struct ReplayTarget {
  git::Oid base;
  git::Oid onto;
  const ReplayOptions& options;
};

/// Where a queue that conflicts is to stop for a person: at the earliest upstream commit that breaks one of its
/// patches, where that can be told and the queue merges up to the commit before; nothing otherwise. `full` is the
/// replay of the whole queue with everything tried, `survey` what it was made with.
std::optional<ReplayStop> stop_at_culprit(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches,
                                          const UpstreamSurvey& survey, const ReplayResult& full,
                                          const ReplayTarget& target);

/// The stop at the first conflict of a replay, on the commit where it was to go.
ReplayStop stop_at_target(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches,
                          const UpstreamSurvey& survey, const ReplayResult& replayed, const ReplayTarget& target);

}  // namespace mlxpatch::queue

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

/// From where to where a replay goes, and how.
struct ReplayTarget {
  git::Oid base;
  git::Oid onto;
  const ReplayOptions& options;
};

/// Where a queue that conflicts stops for a person: at the earliest upstream commit that breaks one of its patches.
/// std::nullopt if that commit is not known, or if the queue does not merge up to the commit before it. `full` is the
/// replay of the whole queue, in which every patch was tried, and `survey` is what it was made with.
std::optional<ReplayStop> stop_at_culprit(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches,
                                          const UpstreamSurvey& survey, const ReplayResult& full,
                                          const ReplayTarget& target);

/// The stop at the first conflict of a replay on its target.
ReplayStop stop_at_target(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches,
                          const UpstreamSurvey& survey, const ReplayResult& replayed, const ReplayTarget& target);

}  // namespace mlxpatch::queue

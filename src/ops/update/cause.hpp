#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/replay/commit_info.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// Why a patch conflicts.
struct Cause {
  std::optional<queue::CommitInfo> culprit;  ///< the upstream commit
  std::vector<std::string> builds_on;        ///< as in report::Stop
};

/// Why an update stops at this patch: as the replay says, or, if that did not look at upstream (the rest of a queue
/// after a stop, `--direct`), by a replay of its own.
Cause cause_of(Fork& fork, const queue::ReplayStop& stop, const workspace::Pending& pending);

/// The first patch that the commits of a merge break in one of these files, with its culprit.
std::optional<queue::ReplayedPatch> cause_of_merge(Fork& fork, const std::vector<std::string>& paths,
                                                   const workspace::Pending& pending);

/// What a picked commit conflicts with: the queue's patches to the same files, and the earlier upstream commits to them
/// that the branch does not have.
void put_cause_of_pick(Fork& fork, const git::Oid& picked, const workspace::Pending& pending, report::Stop& stop);

}  // namespace mlxpatch::ops

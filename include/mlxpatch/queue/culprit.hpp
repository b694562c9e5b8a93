#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/queue/replay.hpp>

namespace mlxpatch::queue {

/// Which upstream commit breaks a patch.
struct Culprit {
  std::size_t patch = 0;  ///< index into the queue
  CommitInfo commit;      ///< the first upstream commit with which it no longer merges
  std::vector<git::MergeConflict> conflicts;
  /// Where it merges again later: the first upstream commit with which it is clean again.
  std::optional<CommitInfo> clean_since;
};

/// Replays the queue on every upstream commit of base..onto (first-parent) in order, in memory, and names for each
/// patch that conflicts at `onto` the commit which broke it.
std::vector<Culprit> find_culprits(git::ObjectStore& store, const std::vector<git::Oid>& commits, const git::Oid& base,
                                   const git::Oid& onto, const ReplayOptions& options);

}  // namespace mlxpatch::queue

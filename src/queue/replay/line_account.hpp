#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>

#include "replay/queued_patch.hpp"
#include "replay/upstream_range.hpp"

namespace mlxpatch::queue {

/// What became of the lines of a patch that merged.
struct LineAccount {
  std::optional<HunkCounts> hunks;
  std::vector<LostLine> lost_lines;
  std::vector<LostLine> left_lines;  ///< deleted by a hunk that is not in the new form, and there all the same
  std::optional<std::size_t>
      brought_by;  ///< the upstream commit, an index into the range's, that brought them all, too
};

/// A merge of a patch with the tree of upstream and of the earlier patches.
struct MergedPatch {
  const QueuedPatch& patch;
  const merge::PathMerge& merge;
  git::Oid ours;
};

/// Accounts for every line of the patches that merge. Upstream's commits may be unknown (an empty range); then no hunk
/// is upstream. `touched` has the files of the queue that upstream changed: what it left alone costs nothing. The
/// arguments must outlive it.
class LineAccounts {
 public:
  LineAccounts(objects::ObjectStore& store, const UpstreamRange& range, const std::set<std::string>& touched)
      : m_store(store), m_range(range), m_touched(touched) {}

  LineAccount of(const MergedPatch& merged);

 private:
  objects::ObjectStore& m_store;
  const UpstreamRange& m_range;
  const std::set<std::string>& m_touched;
};

}  // namespace mlxpatch::queue

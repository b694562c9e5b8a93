#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "replay/queued_patch.hpp"
#include "replay/upstream_range.hpp"

namespace mlxpatch::queue {

/// What each upstream commit changed at the paths that decide how a queue fares. Each commit is read once, when it is
/// first asked for. The constructor's arguments must outlive it.
class UpstreamTouches {
 public:
  UpstreamTouches(objects::ObjectStore& store, const UpstreamRange& range, const std::vector<QueuedPatch>& patches);

  /// The patches' paths, and the directories of the files that they add; sorted, without duplicates.
  const std::vector<std::string>& paths() const { return m_paths; }
  /// What that commit (an index into the range's) changed there against its first parent.
  const std::vector<objects::PathChange>& at(std::size_t commit);

 private:
  objects::ObjectStore& m_store;
  const UpstreamRange& m_range;
  std::vector<std::string> m_paths;
  std::vector<std::optional<std::vector<objects::PathChange>>> m_changes;
};

}  // namespace mlxpatch::queue

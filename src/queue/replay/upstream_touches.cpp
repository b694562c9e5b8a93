#include "replay/upstream_touches.hpp"

#include <algorithm>

#include <cstddef>
#include <mlxpatch/base/path.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "replay/queued_patch.hpp"
#include "replay/upstream_range.hpp"

namespace mlxpatch::queue {

UpstreamTouches::UpstreamTouches(objects::ObjectStore& store, const UpstreamRange& range,
                                 const std::vector<QueuedPatch>& patches)
    : m_store(store), m_range(range), m_changes(range.commits.size()) {
  for (const QueuedPatch& patch : patches) {
    for (const objects::PathChange& change : patch.changes) {
      m_paths.push_back(change.path);
      if (change.before.exists()) continue;
      for_each_directory_of(change.path, [&](std::string directory) { m_paths.push_back(std::move(directory)); });
    }
  }
  std::sort(m_paths.begin(), m_paths.end());
  m_paths.erase(std::unique(m_paths.begin(), m_paths.end()), m_paths.end());
}

const std::vector<objects::PathChange>& UpstreamTouches::at(std::size_t commit) {
  std::optional<std::vector<objects::PathChange>>& changes = m_changes[commit];
  if (!changes) {
    const UpstreamCommit& read = m_range.commits[commit];
    changes = objects::changes_at(m_store, read.before_tree, read.tree, m_paths);
  }
  return *changes;
}

}  // namespace mlxpatch::queue

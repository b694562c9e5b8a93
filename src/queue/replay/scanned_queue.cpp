#include "replay/scanned_queue.hpp"

#include <cstddef>
#include <set>
#include <string>

namespace mlxpatch::queue {

void ScannedQueue::collect_watchers(const std::string& path, std::size_t from, std::set<std::size_t>& into) const {
  const auto found = watchers.find(path);
  if (found == watchers.end()) return;
  for (const std::size_t index : found->second) {
    if (index >= from) into.insert(index);
  }
}

}  // namespace mlxpatch::queue

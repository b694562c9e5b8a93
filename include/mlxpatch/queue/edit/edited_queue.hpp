#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::queue {

/// A queue after an edit. Its new objects are pending in the store that made it.
struct EditedQueue {
  std::vector<git::Oid> commits;  ///< oldest first; a patch at and below which nothing changed keeps its commit
  /// The place, from 0, that each of them had before; none: the patch is new.
  std::vector<std::optional<std::size_t>> from;
  git::Oid tree;  ///< at the end of the queue
};

}  // namespace mlxpatch::queue

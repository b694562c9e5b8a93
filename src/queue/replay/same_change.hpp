#pragma once

#include <cstddef>
#include <optional>

namespace mlxpatch::queue {

/// The upstream commit that makes the same change as a patch, or as a run of consecutive patches of which it is one.
struct SameChange {
  std::size_t commit = 0;  ///< an index into the range's commits
  std::size_t first = 0;   ///< the run's patches
  std::size_t last = 0;
  std::optional<std::size_t> reworked_by;  ///< a later commit that takes part of it out while it changes the rest
  bool is_squashed() const { return first != last; }
};

}  // namespace mlxpatch::queue

#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/compare/pair_patches.hpp>
#include <mlxpatch/queue/compare/patch_comparison.hpp>

namespace mlxpatch::queue {

/// A patch of either queue, and what became of it.
struct ComparedPatch {
  std::optional<std::size_t> before;  ///< its index in the old queue; none: it is new
  std::optional<std::size_t> after;   ///< its index in the new queue; none: it has left
  PatchPair::By by = PatchPair::By::name;
  /// Whether it has another place among the patches that both queues have: of as few patches as explain the new order.
  bool is_moved = false;
  PatchComparison comparison;  ///< of a patch in one queue only: its files
};

/// Compares two queues, each in its order. In the order of the new one; a patch that left follows the one that it
/// followed.
std::vector<ComparedPatch> compare_queues(const std::vector<patch::Patch>& before,
                                          const std::vector<patch::Patch>& after, const PairingOptions& options = {});

}  // namespace mlxpatch::queue

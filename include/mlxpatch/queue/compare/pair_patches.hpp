#pragma once

#include <cstddef>
#include <vector>

#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::queue {

/// Two versions of one patch, by their indices in two queues.
struct PatchPair {
  enum class By { name, patch_id, size } by = By::name;
  std::size_t before = 0;
  std::size_t after = 0;
  friend bool operator==(const PatchPair&, const PatchPair&) = default;
};

struct PairingOptions {
  enum class Names { use, ignore } names = Names::use;
  /// In percent. Two patches can be a pair if the diff between them has fewer lines than this part of both together.
  std::size_t creation_factor = 60;
};

/// Finds which patch of one queue has become which of the other: those of the same file name, then those with the same
/// patch-id (of several, in the order of the queue), then as `git range-diff` does: the diffs of each two are compared,
/// and the pairs chosen so that all their differences, and what it costs to leave a patch alone, are the least lines
/// together. In the order of `after`.
std::vector<PatchPair> pair_patches(const std::vector<patch::Patch>& before, const std::vector<patch::Patch>& after,
                                    const PairingOptions& options = {});

}  // namespace mlxpatch::queue

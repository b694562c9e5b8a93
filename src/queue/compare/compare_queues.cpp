#include <mlxpatch/queue/compare/compare_queues.hpp>

#include <algorithm>  // NOLINT(misc-include-cleaner): it has std::ranges::lower_bound
#include <cstddef>
#include <iterator>
#include <optional>
#include <vector>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/compare/pair_patches.hpp>
#include <mlxpatch/queue/compare/patch_comparison.hpp>

namespace mlxpatch::queue {

namespace {

/// Marks the pairs that are not of the longest run of pairs that are in the same order in both queues.
std::vector<bool> moved_among(const std::vector<PatchPair>& pairs) {
  std::vector<std::size_t> ends;  // of the best run of each length: its last pair
  std::vector<std::optional<std::size_t>> previous(pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto end =
        std::ranges::lower_bound(ends, pairs[i].before, {}, [&](std::size_t at) { return pairs[at].before; });
    if (end != ends.begin()) previous[i] = *std::prev(end);
    if (end == ends.end()) {
      ends.push_back(i);
    } else {
      *end = i;
    }
  }
  std::vector<bool> is_moved(pairs.size(), true);
  for (std::optional<std::size_t> at = ends.empty() ? std::nullopt : std::optional(ends.back()); at;
       at = previous[*at]) {
    is_moved[*at] = false;
  }
  return is_moved;
}

ComparedPatch compared_pair(const patch::Patch& before, const patch::Patch& after, const PatchPair& pair) {
  check_interrupt();
  ComparedPatch compared;
  compared.before = pair.before;
  compared.after = pair.after;
  compared.by = pair.by;
  compared.comparison = compare_patches(before, after);
  return compared;
}

}  // namespace

std::vector<ComparedPatch> compare_queues(const std::vector<patch::Patch>& before,
                                          const std::vector<patch::Patch>& after, const PairingOptions& options) {
  const std::vector<PatchPair> pairs = pair_patches(before, after, options);
  const std::vector<bool> is_moved = moved_among(pairs);
  std::vector<bool> has_pair(before.size(), false);
  for (const PatchPair& pair : pairs) has_pair[pair.before] = true;

  std::vector<ComparedPatch> compared;
  const auto add_left_from = [&](std::size_t i) {
    for (; i < before.size() && !has_pair[i]; ++i) {
      ComparedPatch& left = compared.emplace_back();
      left.before = i;
      left.comparison.files = files_of(before[i], FileComparison::State::removed);
    }
  };
  add_left_from(0);
  auto pair = pairs.begin();
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (pair == pairs.end() || pair->after != i) {
      ComparedPatch& added = compared.emplace_back();
      added.after = i;
      added.comparison.files = files_of(after[i], FileComparison::State::added);
      continue;
    }
    compared.push_back(compared_pair(before[pair->before], after[i], *pair));
    compared.back().is_moved = is_moved[static_cast<std::size_t>(pair - pairs.begin())];
    add_left_from(pair->before + 1);
    ++pair;
  }
  return compared;
}

}  // namespace mlxpatch::queue

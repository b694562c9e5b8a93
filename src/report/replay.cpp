#include <mlxpatch/report/replay.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

#include <mlxpatch/report/patch.hpp>

namespace mlxpatch::report {

std::vector<StateCount> counts_of(const std::vector<Patch>& patches) {
  using enum PatchState;
  std::vector<StateCount> counts;
  for (const PatchState state : {clean, moved, stepped, upstreamed, empty, conflict, blocked, resolved, skipped}) {
    const auto count = static_cast<std::size_t>(std::ranges::count(patches, state, &Patch::state));
    if (count != 0 || (state != resolved && state != skipped)) counts.push_back({state, count});
  }
  return counts;
}

bool is_kept(const Patch& patch) {
  return patch.state != PatchState::upstreamed && patch.state != PatchState::empty &&
         patch.state != PatchState::skipped;
}

bool needs_person(const Patch& patch) {
  return patch.state == PatchState::conflict || patch.state == PatchState::blocked;
}

}  // namespace mlxpatch::report

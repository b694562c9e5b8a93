#include <mlxpatch/report/replay.hpp>

#include <algorithm>

#include <mlxpatch/report/patch.hpp>

namespace mlxpatch::report {

std::vector<StateCount> counts_of(const std::vector<Patch>& patches) {
  using enum PatchState;
  std::vector<StateCount> counts;
  for (const PatchState state : {clean, moved, stepped, upstreamed, empty, conflict, blocked}) {
    counts.push_back({state, static_cast<std::size_t>(std::ranges::count(patches, state, &Patch::state))});
  }
  return counts;
}

bool is_kept(const Patch& patch) { return patch.state != PatchState::upstreamed && patch.state != PatchState::empty; }

bool needs_person(const Patch& patch) {
  return patch.state == PatchState::conflict || patch.state == PatchState::blocked;
}

}  // namespace mlxpatch::report

#include <mlxpatch/queue/replay/replay_result.hpp>
#include <string_view>

namespace mlxpatch::queue {

std::string_view name_of(PatchState state) {
  switch (state) {
    case PatchState::clean:
      return "clean";
    case PatchState::moved:
      return "moved";
    case PatchState::incremental:
      return "stepped";
    case PatchState::upstreamed:
      return "upstreamed";
    case PatchState::empty:
      return "empty";
    case PatchState::conflict:
      return "conflict";
    case PatchState::blocked:
      return "blocked";
  }
  return "conflict";
}

}  // namespace mlxpatch::queue

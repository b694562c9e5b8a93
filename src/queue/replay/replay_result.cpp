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

std::string_view name_of(Evidence evidence) {
  switch (evidence) {
    case Evidence::patch_id:
      return "patch-id";
    case Evidence::squashed:
      return "squashed";
    case Evidence::empty:
      return "empty";
    case Evidence::reverse_applies:
      return "reverse-applies";
    case Evidence::cherry_picked:
      return "cherry-picked";
    case Evidence::telling_words:
      return "new-words";
    case Evidence::same_lines:
      return "same-lines";
  }
  return "empty";
}

Evidence evidence_named(std::string_view name) {
  using enum Evidence;
  for (const Evidence known : {patch_id, squashed, reverse_applies, cherry_picked, telling_words, same_lines}) {
    if (name_of(known) == name) return known;
  }
  return empty;
}

}  // namespace mlxpatch::queue

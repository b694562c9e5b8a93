#include "human/replay_words.hpp"

#include <algorithm>
#include <string_view>

#include "human/commit_words.hpp"

namespace mlxpatch::ui {

namespace {

bool is_state(const report::Patch& patch, std::string_view state) { return patch.state == state; }

}  // namespace

std::string place_or_nothing(const std::optional<report::CommitLine>& commit) {
  return commit ? place_words(*commit) : std::string();
}

/// The patches that a queue still has after a replay.
std::size_t kept_of(const report::Replay& replay) {
  return static_cast<std::size_t>(std::ranges::count_if(replay.patches, [](const report::Patch& patch) {
    return !is_state(patch, "upstreamed") && !is_state(patch, "empty");
  }));
}

bool has_conflict(const report::Replay& replay) {
  return std::ranges::any_of(replay.patches, [](const report::Patch& patch) {
    return is_state(patch, "conflict") || is_state(patch, "blocked");
  });
}

}  // namespace mlxpatch::ui

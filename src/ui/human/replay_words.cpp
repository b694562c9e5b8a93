#include "human/replay_words.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

#include <mlxpatch/report/commit_line.hpp>
#include <mlxpatch/report/replay.hpp>

#include "human/commit_words.hpp"

namespace mlxpatch::ui {

std::string place_or_nothing(const std::optional<report::CommitLine>& commit) {
  return commit ? place_words(*commit) : std::string();
}

/// The patches that a queue still has after a replay.
std::size_t kept_of(const report::Replay& replay) {
  return static_cast<std::size_t>(std::ranges::count_if(replay.patches, report::is_kept));
}

bool has_conflict(const report::Replay& replay) { return std::ranges::any_of(replay.patches, report::needs_person); }

}  // namespace mlxpatch::ui

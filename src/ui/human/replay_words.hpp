#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <mlxpatch/report/commit_line.hpp>
#include <mlxpatch/report/replay.hpp>

namespace mlxpatch::ui {

/// place_words() of a commit, or "" if there is none.
std::string place_or_nothing(const std::optional<report::CommitLine>& commit);
/// How many patches the queue still has after a replay.
std::size_t kept_of(const report::Replay& replay);
bool has_conflict(const report::Replay& replay);

}  // namespace mlxpatch::ui

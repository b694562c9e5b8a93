#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/report/commit_line.hpp>
#include <mlxpatch/report/patch.hpp>

namespace mlxpatch::report {

/// The replay of a queue on another upstream commit.
struct Replay {
  std::string base;
  std::string onto;
  std::optional<std::string> tip;  ///< std::nullopt if it is not clean
  std::string tree;
  std::vector<Patch> patches;
  /// If not clean: the newest upstream commit at which every patch merges, if one above the base is known.
  std::optional<CommitLine> clean_until{};
};

/// How many patches of a replay are in a state.
struct StateCount {
  PatchState state = PatchState::clean;
  std::size_t count = 0;
  friend bool operator==(const StateCount&, const StateCount&) = default;
};

/// One count per state, in the order of the states; zeros too, but for the states that only a person brings about.
std::vector<StateCount> counts_of(const std::vector<Patch>& patches);

/// Whether the patch is still in the queue after the replay: neither upstreamed nor empty nor skipped.
bool is_kept(const Patch& patch);
/// Whether a person has to resolve something first: a conflict, or blocked by one.
bool needs_person(const Patch& patch);

}  // namespace mlxpatch::report

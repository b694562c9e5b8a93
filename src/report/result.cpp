#include <mlxpatch/report/result.hpp>

#include <algorithm>
#include <array>

namespace mlxpatch::report {

namespace {

constexpr std::array<const char*, 7> k_states = {"clean", "moved",    "stepped", "upstreamed",
                                                 "empty", "conflict", "blocked"};

}  // namespace

Outcome outcome_of(const Result& result) {
  return std::visit(
      [](const auto& value) {
        if constexpr (requires { value.outcome; }) {
          return value.outcome;
        } else {
          return Outcome::done;
        }
      },
      result);
}

std::vector<std::pair<std::string, std::size_t>> counts_of(const Replay& replay) {
  std::vector<std::pair<std::string, std::size_t>> counts;
  counts.reserve(k_states.size());
  for (const char* state : k_states) {
    const auto same = [state](const Patch& patch) { return patch.state == state; };
    counts.emplace_back(state, static_cast<std::size_t>(std::ranges::count_if(replay.patches, same)));
  }
  return counts;
}

}  // namespace mlxpatch::report

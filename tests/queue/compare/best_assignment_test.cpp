#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <support/random.hpp>

#include "compare/best_assignment.hpp"

namespace mlxpatch::tests {
namespace {

using queue::best_assignment;
using queue::Gains;
using Columns = std::vector<std::optional<std::size_t>>;

/// The gain of a complete assignment; a column twice, or one that can't be, fails the test.
std::int64_t gain_of(const Gains& gains, const Columns& columns) {
  std::int64_t sum = 0;
  std::set<std::size_t> taken;
  for (std::size_t row = 0; row < columns.size(); ++row) {
    if (!columns[row]) continue;
    REQUIRE(taken.insert(*columns[row]).second);
    REQUIRE(gains[row].at(*columns[row]).has_value());
    sum += *gains[row][*columns[row]];
  }
  return sum;
}

/// The most that all ways to give columns to the rows from `row` on can gain.
std::int64_t most_from(const Gains& gains, std::size_t row, std::vector<bool>& taken) {
  if (row == gains.size()) return 0;
  std::int64_t most = most_from(gains, row + 1, taken);
  for (std::size_t column = 0; column < taken.size(); ++column) {
    if (taken[column] || !gains[row][column]) continue;
    taken[column] = true;
    most = std::max(most, *gains[row][column] + most_from(gains, row + 1, taken));
    taken[column] = false;
  }
  return most;
}

}  // namespace

TEST_CASE("an assignment gains as much as the best of all that can be made") {
  Random random(1);
  std::size_t with_unused_rows = 0;
  for (int round = 0; round < 2000; ++round) {
    const std::size_t columns = random.below(6);
    Gains gains(1 + random.below(5));
    for (auto& row : gains) {
      for (std::size_t column = 0; column < columns; ++column) {
        row.push_back(random.chance(25) ? std::nullopt
                                        : std::optional(static_cast<std::int64_t>(random.below(12)) - 3));
      }
    }
    const Columns found = best_assignment(gains);
    REQUIRE(found.size() == gains.size());
    std::vector<bool> taken(columns, false);
    CHECK(gain_of(gains, found) == most_from(gains, 0, taken));
    with_unused_rows += std::ranges::all_of(found, [](const auto& column) { return column.has_value(); }) ? 0 : 1;
  }
  CHECK(with_unused_rows > 500);
  CHECK(with_unused_rows < 1900);
}

TEST_CASE("an assignment takes the second best for one row if that is better for all") {
  CHECK(best_assignment({{10, 9}, {10, 2}}) == Columns{1, 0});
  CHECK(best_assignment({{10, std::nullopt}, {11, std::nullopt}}) == Columns{std::nullopt, 0});
  CHECK(best_assignment({}).empty());
}

}  // namespace mlxpatch::tests

#include "edit/placed_runs.hpp"

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <support/random.hpp>

#include "replay/text_change.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using queue::can_be_placed;
using queue::TextChange;
using Runs = std::vector<TextChange::Run>;

namespace {

/// Whether what makes `after` of `before` makes `other_after` of `other_before`, too.
bool is_same(const std::string& before, const std::string& after, std::string_view other_before,
             std::string_view other_after) {
  const TextChange change(std::make_shared<const std::string>(before), std::make_shared<const std::string>(after));
  return can_be_placed(change.runs(), other_before, other_after);
}

std::vector<std::string> random_lines(Random& random, std::size_t most) {
  std::vector<std::string> lines(random.below(most + 1));
  for (std::string& line : lines) line = {static_cast<char>('a' + random.below(3)), '\n'};
  return lines;
}

/// A text with runs in it, among equal lines, and one in which some of their lines are others.
struct Generated {
  explicit Generated(Random& random) {
    for (std::size_t count = 1 + random.below(4); count > 0; --count) {
      for (const std::string& line : random_lines(random, 3)) put(line, line, line);
      const auto& deleted = lines.emplace_back(random_lines(random, 2));
      const auto& added = lines.emplace_back(random_lines(random, 2));
      for (const std::string& line : deleted) before += line;
      for (const std::string& line : added) put("", line, random.chance(30) ? "z\n" : line);
      runs.push_back({{deleted.begin(), deleted.end()}, {added.begin(), added.end()}});
    }
  }
  Generated(const Generated&) = delete;
  Generated& operator=(const Generated&) = delete;

  std::deque<std::vector<std::string>> lines;  ///< which the runs are views of
  Runs runs;
  std::string before;
  std::string after;
  std::string changed;

 private:
  void put(const std::string& old_line, const std::string& new_line, const std::string& other_line) {
    before += old_line;
    after += new_line;
    changed += other_line;
  }
};

}  // namespace

TEST_CASE("runs are placed wherever they are, and in their order") {
  CHECK(is_same("a\nb\nc\n", "a\nX\nc\n", "1\n2\na\nb\n", "1\n2\na\nX\n"));
  CHECK(is_same("a\nb\nc\nd\n", "X\nb\nc\nY\n", "a\nd\n", "X\nY\n"));
  CHECK_FALSE(is_same("a\nb\nc\nd\n", "X\nb\nc\nY\n", "d\na\n", "Y\nX\n"));
  CHECK_FALSE(is_same("a\nb\n", "a\nX\nb\n", "a\nb\n", "a\nY\nb\n"));
  CHECK_FALSE(is_same("a\nb\n", "a\nX\nb\n", "a\nb\n", "a\nb\n"));
  CHECK_FALSE(is_same("a\nb\n", "a\n", "a\n", "a\n"));
  CHECK(is_same("a\n", "", "a\n", ""));
  CHECK_FALSE(is_same("a\n", "b\n", "", ""));
}

TEST_CASE("an end without a newline is another line") {
  CHECK(is_same("a\nb", "a\nX", "b", "X"));
  CHECK_FALSE(is_same("a\nb", "a\nX", "b\n", "X\n"));
}

TEST_CASE("lines that were inserted are the same on either side of equal lines") {
  // A diff may say that "}", "x {" or that "x {", "}" was added.
  const Runs first = {{{}, {"}\n", "x {\n"}}};
  const Runs last = {{{}, {"x {\n", "}\n"}}};
  for (const Runs& runs : {first, last}) {
    CHECK(can_be_placed(runs, "y {\n}\n", "y {\n}\nx {\n}\n"));
    CHECK_FALSE(can_be_placed(runs, "y {\n}\n", "x {\ny {\n}\n}\n"));
  }
}

TEST_CASE("whatever is around generated runs, they are found again, and others are not") {
  Random random(11);
  std::size_t other = 0;
  for (int round = 0; round < 3000; ++round) {
    const Generated made(random);
    INFO(made.before << "--- after\n" << made.after << "--- changed\n" << made.changed);
    CHECK(can_be_placed(made.runs, made.before, made.after));
    if (made.changed == made.after) continue;
    ++other;
    CHECK_FALSE(can_be_placed(made.runs, made.before, made.changed));
  }
  CHECK(other > 500);
}

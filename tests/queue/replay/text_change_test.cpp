#include <cstddef>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/merge/text_merge.hpp>

#include "replay/line_set.hpp"
#include "replay/text_change.hpp"

using namespace mlxpatch;

namespace {

Bytes bytes_of(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

/// Few different lines, so that equal ones are often side by side.
std::string some_lines(std::mt19937& random, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "line " + std::to_string(random() % 7) + "\n";
  return text;
}

/// The text with a few lines taken out, doubled or replaced.
std::string edited(std::mt19937& random, const std::string& text) {
  std::string result;
  for (const std::string_view line : split_lines(text)) {
    const auto what = random() % 12;
    if (what == 0) continue;
    if (what == 1) result += "line " + std::to_string(random() % 9) + "\n";
    result += line;
  }
  return result;
}

}  // namespace

TEST_CASE("a run that no text of the kind may have undone is undone by no merge") {
  std::mt19937 random(11);
  std::size_t undone = 0;
  std::size_t dismissed = 0;
  for (int round = 0; round < 4000; ++round) {
    const std::string before = some_lines(random, 4 + random() % 12);
    const queue::TextChange change(bytes_of(before), bytes_of(edited(random, before)));
    const std::size_t count = change.runs().size();
    for (std::size_t run = 0; run < count; ++run) {
      std::vector<bool> only(count);
      only[run] = true;
      // What upstream may have made of it: the run undone and something else changed, or only the latter.
      const std::string base = random() % 2 == 0 ? change.without(only) : *change.after();
      const std::string text = edited(random, base);
      const merge::TextMerge merged = merge::merge_text(*change.after(), text, change.without(only));
      const bool is_undone = merged.clean && merged.bytes == text;
      const bool may_be = change.may_be_undone_in(run, split_lines(text));
      INFO("before:\n" << before << "after:\n" << *change.after() << "now:\n" << text << "run " << run);
      CHECK((may_be || !is_undone));
      undone += is_undone ? 1 : 0;
      dismissed += may_be ? 0 : 1;
    }
  }
  CHECK(undone > 100);
  CHECK(dismissed > 100);
}

TEST_CASE("the lines that only one of two texts has are found from where they differ") {
  std::mt19937 random(5);
  for (int round = 0; round < 500; ++round) {
    const std::string before = some_lines(random, random() % 10);
    std::string after = edited(random, before);
    if (!after.empty() && random() % 4 == 0) after.pop_back();  // no newline at the end
    queue::LineSet expected = queue::line_set(after);
    for (const std::string_view line : split_lines(before)) expected.erase(line);
    INFO("before:\n" << before << "after:\n" << after);
    CHECK(queue::lines_only_in(after, before) == expected);
  }
}

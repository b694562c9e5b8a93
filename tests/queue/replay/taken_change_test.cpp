#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/merge/text_merge.hpp>

#include <support/random.hpp>

#include "replay/taken_change.hpp"
#include "replay/text_change.hpp"

using namespace mlxpatch;
using mlxpatch::tests::Random;
using Lines = std::vector<std::string>;

namespace {

constexpr std::string_view k_few_lines[] = {"\n", "}\n", "  {\n", "a\n", "b\n"};

/// Mostly of lines that recur, for which diffs have a choice, with some that do not.
std::string make_line(Random& random, std::size_t number) {
  if (random.chance(35)) return "line " + std::to_string(number) + "\n";
  return std::string(k_few_lines[random.below(std::size(k_few_lines))]);
}

Lines make_lines(Random& random, std::size_t count) {
  Lines lines;
  for (std::size_t i = 0; i < count; ++i) lines.push_back(make_line(random, random.below(1000)));
  return lines;
}

/// Takes some lines out, at any place, and may put others there.
void edit(Random& random, Lines& lines, std::size_t most, bool may_add) {
  const std::size_t begin = random.below(lines.size() + 1);
  const std::size_t count = std::min(random.below(most + 1), lines.size() - begin);
  const auto at = lines.begin() + static_cast<std::ptrdiff_t>(begin);
  const auto place = lines.erase(at, at + static_cast<std::ptrdiff_t>(count));
  const Lines added = may_add && random.chance(60) ? make_lines(random, random.below(5)) : Lines{};
  lines.insert(place, added.begin(), added.end());
}

Bytes text_of(const Lines& lines) { return std::make_shared<const std::string>(join(lines, "")); }

/// What runs_given_up_in() promises, by nothing but merges.
bool is_given_up(const queue::TextChange& change, std::size_t run, const std::string& version) {
  std::vector<bool> only(change.runs().size());
  only[run] = true;
  const merge::TextMerge undone = merge::merge_text(*change.after(), version, change.without(only));
  return undone.clean && undone.bytes == version;
}

/// The runs of which a version has every added line somewhere, or lacks a deleted one, are not asked about.
bool is_asked(const queue::TextChange::Run& run, const std::string& version) {
  const auto has = [lines = split_lines(version)](std::string_view line) {
    return std::ranges::find(lines, line) != lines.end();
  };
  const bool has_all_added = !run.added.empty() && std::ranges::all_of(run.added, has);
  return !has_all_added && std::ranges::all_of(run.deleted, has);
}

}  // namespace

TEST_CASE("a run of a change is given up in just the versions that a merge with its reverse leaves as they are") {
  Random random(11);
  std::size_t given_up = 0;
  std::size_t by_other_diffs = 0;
  for (int round = 0; round < 6000; ++round) {
    const Lines after = make_lines(random, 12 + random.below(30));
    Lines before = after;
    for (std::size_t edits = 1 + random.below(3); edits > 0; --edits) edit(random, before, 8, random.chance(30));
    queue::TakenChange taken(text_of(before), text_of(after));
    // Upstream goes on from what it took, or from what there was before.
    Lines lines = random.chance(50) ? after : before;
    for (std::size_t number = 1; number <= 4; ++number) {
      edit(random, lines, 6, true);
      const Bytes version = text_of(lines);
      const std::vector<bool> found =
          taken.runs_given_up_in({git::hash_object(git::ObjectType::blob, *version), version});
      for (std::size_t run = 0; run < found.size(); ++run) {
        const bool expected = is_asked(taken.text().runs()[run], *version) && is_given_up(taken.text(), run, *version);
        INFO(*taken.text().before() << "--- after\n" << *taken.text().after() << "--- version\n" << *version);
        REQUIRE(found[run] == expected);
        if (!expected) continue;
        ++given_up;
        std::vector<bool> only(found.size());
        only[run] = true;
        merge::TextMergeOptions options;
        options.effort = merge::MergeEffort::verdict;
        const bool by_histogram =
            merge::merge_text(*taken.text().after(), *version, taken.text().without(only), options).clean;
        if (!by_histogram) ++by_other_diffs;
      }
    }
  }
  CHECK(given_up > 1000);
  CHECK(by_other_diffs > 20);
}

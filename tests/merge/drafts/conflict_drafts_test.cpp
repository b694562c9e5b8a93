#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/merge/drafts/conflict_drafts.hpp>
#include <mlxpatch/merge/drafts/conflict_region.hpp>
#include <mlxpatch/merge/drafts/moved_code.hpp>
#include <support/random.hpp>

#include "drafts/conflict_case.hpp"
#include "drafts/merge_families.hpp"

using namespace mlxpatch;
using namespace mlxpatch::merge;
using namespace mlxpatch::tests;

namespace {

std::vector<ConflictDraft> drafts(const std::string& base, const std::string& ours, const std::string& theirs) {
  const ConflictedText text = conflicted(base, ours, theirs);
  REQUIRE(text.regions().size() == 1);
  return drafts_of(text, text.regions().front());
}

std::vector<ConflictDraft> of_kind(const std::vector<ConflictDraft>& all, DraftKind kind) {
  std::vector<ConflictDraft> some;
  std::ranges::copy_if(all, std::back_inserter(some), [&](const ConflictDraft& one) { return one.kind == kind; });
  return some;
}

std::set<std::string> lines_of(std::string_view text) {
  std::set<std::string> lines;
  for (const std::string_view line : split_lines(text)) lines.emplace(line);
  return lines;
}

bool have_common(const std::set<std::string>& one, const std::set<std::string>& other) {
  return std::ranges::any_of(one, [&](const std::string& line) { return other.contains(line); });
}

/// The lines of the first that the second does not have anywhere.
std::set<std::string> only_in(const std::set<std::string>& one, const std::set<std::string>& other) {
  std::set<std::string> only;
  for (const std::string& line : one) {
    if (!other.contains(line)) only.insert(line);
  }
  return only;
}

/// How many drafts of each kind generated conflicts have.
struct Tally {
  std::size_t already_there = 0;
  std::size_t agreements = 0;
  std::size_t orders = 0;
};

/// Whatever the diff: a line that theirs does not have was removed, one that the base does not have was added.
void expect_already_there(const ConflictedText& text, const ConflictRegion& region, const ConflictDraft& draft) {
  const auto base = lines_of(text.base_of(region));
  const auto ours = lines_of(text.ours_of(region));
  const auto theirs = lines_of(text.theirs_of(region));
  CHECK(draft.text == text.ours_of(region));
  CHECK_FALSE(have_common(only_in(base, theirs), ours));
  CHECK(only_in(only_in(theirs, base), ours).empty());
}

void expect_agreement(const ConflictedText& text, const ConflictRegion& region, const ConflictDraft& draft) {
  std::set<std::string> answers;
  std::size_t votes = 0;
  for (const auto& answer :
       {merge_tokens(text, region), merge_adjacent_lines(text, region), place_with_less_context(text, region)}) {
    if (answer) answers.insert(*answer);
    votes += answer ? 1 : 0;
  }
  CHECK(votes >= 2);
  CHECK(answers == std::set{draft.text});
}

void expect_both_orders(const ConflictedText& text, const ConflictRegion& region,
                        const std::vector<ConflictDraft>& both) {
  const std::string ours(text.ours_of(region));
  const std::string theirs(text.theirs_of(region));
  REQUIRE(both.size() == 2);
  CHECK(text.base_of(region).empty());
  CHECK_FALSE(have_common(lines_of(ours), lines_of(theirs)));
  CHECK(both[0].text == ours + theirs);
  CHECK(both[1].text == theirs + ours);
}

/// All drafts of a region keep the rules of their kinds.
void expect_rules(const ConflictedText& text, const ConflictRegion& region, Tally& tally) {
  const auto all = drafts_of(text, region);
  std::set<std::string> texts;
  for (const ConflictDraft& draft : all) CHECK(texts.insert(draft.text).second);
  for (const ConflictDraft& draft : of_kind(all, DraftKind::already_there)) {
    ++tally.already_there;
    expect_already_there(text, region, draft);
  }
  for (const ConflictDraft& draft : of_kind(all, DraftKind::agreement)) {
    ++tally.agreements;
    expect_agreement(text, region, draft);
  }
  const auto both = of_kind(all, DraftKind::both_orders);
  if (both.empty()) return;
  ++tally.orders;
  expect_both_orders(text, region, both);
}

}  // namespace

TEST_CASE("already there: upstream's side has all that the patch adds and nothing that it removes") {
  const std::string base = "1\nold();\n3\n";
  const auto found = drafts(base, "1\nbefore();\nnew();\n3\n", "1\nnew();\n3\n");
  REQUIRE(of_kind(found, DraftKind::already_there).size() == 1);
  CHECK(of_kind(found, DraftKind::already_there).front().text == "before();\nnew();\n");
  const auto none = [&](const std::string& ours, const std::string& theirs) {
    return of_kind(drafts(base, ours, theirs), DraftKind::already_there).empty();
  };
  CHECK(none("1\nnew(1);\n3\n", "1\nnew();\n3\n"));
  // Not together.
  CHECK(none("1\nnew();\nother();\nmore();\n3\n", "1\nnew();\nmore();\n3\n"));
  // Nothing of substance.
  CHECK(none("1\nother();\n}\n3\n", "1\n}\n3\n"));
  // A removed line is left.
  CHECK(of_kind(drafts("1\nold();\ny\n3\n", "1\nnew();\nold();\n3\n", "1\nnew();\n3\n"), DraftKind::already_there)
            .empty());
}

TEST_CASE("agreement: changes of adjacent lines, which git leaves in conflict") {
  const auto found = drafts("1\n2\n3\n4\n", "1\ntwo\n3\n4\n", "1\n2\nthree\n4\n");
  REQUIRE(found.size() == 1);
  CHECK(found.front().kind == DraftKind::agreement);
  CHECK(found.front().text == "two\nthree\n");
}

TEST_CASE("agreement needs two ways to merge: of changes in one line only the tokens merge") {
  const std::string base = "1\nf(a, b, c);\n3\n";
  const std::string ours = "1\nf(x, b, c);\n3\n";
  const std::string theirs = "1\nf(a, b, y);\n3\n";
  const ConflictedText text = conflicted(base, ours, theirs);
  CHECK(merge_tokens(text, text.regions().front()) == "f(x, b, y);\n");
  CHECK_FALSE(merge_adjacent_lines(text, text.regions().front()));
  CHECK_FALSE(place_with_less_context(text, text.regions().front()));
  CHECK(drafts(base, ours, theirs).empty());
}

TEST_CASE("lines added where the other side changes some are no adjacent lines") {
  const ConflictedText text = conflicted("1\n2\n3\n", "1\ntwo\n3\n", "1\n2\nnew\n3\n");
  REQUIRE(text.regions().size() == 1);
  CHECK_FALSE(merge_adjacent_lines(text, text.regions().front()));
  CHECK(place_with_less_context(text, text.regions().front()) == "two\nnew\n");
}

TEST_CASE("a hunk is placed by what is left of its context, unless it could be at two places") {
  // Upstream put something between the hunk's first line of context and its old line.
  const ConflictedText one = conflicted("a\nold\nz\n", "a\nnew\nmore\nold\nz\n", "a\nchanged\nz\n");
  REQUIRE(one.regions().size() == 1);
  CHECK(place_with_less_context(one, one.regions().front()) == "new\nmore\nchanged\n");
  const ConflictedText two = conflicted("a\nold\nz\n", "a\nold\nnew\nold\ny\n", "a\nchanged\nz\n");
  REQUIRE(two.regions().size() == 1);
  CHECK(place_with_less_context(two, two.regions().front()) == "changed\nnew\nold\ny\n");
  const ConflictedText many = conflicted("a\nold\nz\n", "b\nold\nnew\nold\ny\n", "a\nchanged\nz\n");
  REQUIRE(many.regions().size() == 1);
  CHECK_FALSE(place_with_less_context(many, many.regions().front()));
}

TEST_CASE("both orders: two insertions at one place that share no line") {
  const auto found = drafts("1\n2\n", "1\nours\n2\n", "1\ntheirs\n2\n");
  REQUIRE(found.size() == 2);
  CHECK(found[0].kind == DraftKind::both_orders);
  CHECK(found[0].text == "ours\ntheirs\n");
  CHECK(found[1].kind == DraftKind::both_orders);
  CHECK(found[1].text == "theirs\nours\n");
  CHECK(of_kind(drafts("1\n2\n", "1\nours\nboth\n2\n", "1\nboth\ntheirs\n2\n"), DraftKind::both_orders).empty());
  CHECK(of_kind(drafts("1\n2\n3\n", "1\nours\n3\n", "1\ntheirs\n3\n"), DraftKind::both_orders).empty());
}

TEST_CASE("moved code is a draft that takes upstream's side, and comes first") {
  const ConflictedText text = conflicted("1\nold();\n3\n", "1\n3\n", "1\nnew();\n3\n");
  REQUIRE(text.regions().size() == 1);
  const auto found = drafts_of(text, text.regions().front(), MovedPlace{"other.c", 7});
  REQUIRE_FALSE(found.empty());
  CHECK(found.front().kind == DraftKind::moved);
  CHECK(found.front().text.empty());
  CHECK(found.front().place->path == "other.c");
  CHECK(found.front().place->line == 7);
}

TEST_CASE("a region at a text's end that has no newline has no draft") {
  CHECK(drafts("1\n", "1\nours", "1\ntheirs").empty());
  CHECK(drafts("1\n", "1\nours\n", "1\ntheirs").empty());
}

TEST_CASE("in generated conflicts no draft breaks the rules of its kind") {
  Random random(7);
  Tally tally;
  for (int round = 0; round < 30'000; ++round) {
    const ConflictCase one = random_conflict(random);
    const ConflictedText text = conflicted(one.base, one.ours, one.theirs);
    INFO(one.base << "--- ours\n" << one.ours << "--- theirs\n" << one.theirs);
    for (const ConflictRegion& region : text.regions()) expect_rules(text, region, tally);
  }
  CHECK(tally.already_there > 20);
  CHECK(tally.agreements > 200);
  CHECK(tally.orders > 200);
}

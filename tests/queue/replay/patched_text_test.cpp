#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/merge/text_merge.hpp>

#include <support/random.hpp>

#include "replay/patched_text.hpp"

using namespace mlxpatch;
using mlxpatch::tests::Random;
using Lines = std::vector<std::string>;

namespace {

constexpr std::string_view k_few_lines[] = {"\n", "}\n", "  {\n", "a\n", "b\n", "c"};

/// `own` of a hundred are lines that most likely no other is like; the others recur.
std::string make_line(Random& random, std::size_t own) {
  if (random.chance(own)) return "line " + std::to_string(random.below(100000)) + "\n";
  return std::string(k_few_lines[random.below(std::size(k_few_lines) - 1)]);
}

Lines make_lines(Random& random, std::size_t count, std::size_t own) {
  Lines lines;
  for (std::size_t i = 0; i < count; ++i) lines.push_back(make_line(random, own));
  return lines;
}

/// Puts other lines in the place of some: new ones, or some that are elsewhere in the text.
void edit(Random& random, Lines& lines, std::size_t own) {
  const std::size_t begin = random.below(lines.size() + 1);
  const std::size_t count = std::min(random.below(4), lines.size() - begin);
  Lines added = make_lines(random, random.below(4), own);
  if (!lines.empty() && random.chance(30)) {
    const std::size_t from = random.below(lines.size());
    const std::size_t copied = std::min<std::size_t>(1 + random.below(6), lines.size() - from);
    const auto at = lines.begin() + static_cast<std::ptrdiff_t>(from);
    added.insert(added.end(), at, at + static_cast<std::ptrdiff_t>(copied));
  }
  const auto at = lines.begin() + static_cast<std::ptrdiff_t>(begin);
  const auto place = lines.erase(at, at + static_cast<std::ptrdiff_t>(count));
  lines.insert(place, added.begin(), added.end());
}

Bytes text_of(const Lines& lines) { return std::make_shared<const std::string>(join(lines, "")); }

}  // namespace

TEST_CASE("a far step gives every patch the text that a merge with it gives") {
  Random random(5);
  std::size_t far = 0;
  for (int round = 0; round < 4000; ++round) {
    const std::size_t own = random.chance(50) ? 60 : 15;
    Lines upstream = make_lines(random, 10 + random.below(80), own);
    if (random.chance(20)) upstream.emplace_back(k_few_lines[5]);
    std::vector<queue::PatchedText::Change> changes;
    Lines patched = upstream;
    for (std::size_t patches = 1 + random.below(5); patches > 0; --patches) {
      const Bytes before = text_of(patched);
      for (std::size_t edits = 1 + random.below(2); edits > 0; --edits) edit(random, patched, own);
      const Bytes after = text_of(patched);
      if (*before != *after) changes.push_back({before, after});
    }
    queue::PatchedText text(text_of(upstream), changes);
    for (int steps = 0; steps < 6; ++steps) {
      edit(random, upstream, own);
      const Bytes next = text_of(upstream);
      const auto step = text.far_step_to(next);
      if (!step) break;
      ++far;
      text.take(*step);
      const std::vector<std::string> texts = text.texts();
      REQUIRE(texts.size() == changes.size());
      Bytes ours = next;
      for (std::size_t i = 0; i < changes.size(); ++i) {
        const merge::TextMerge merged = merge::merge_text(*changes[i].before, *ours, *changes[i].after);
        INFO("round " << round << ", step " << steps << ", patch " << i);
        REQUIRE(merged.clean);
        REQUIRE_FALSE(merged.non_default_diff);
        REQUIRE(merged.bytes == texts[i]);
        changes[i] = {ours, std::make_shared<const std::string>(merged.bytes)};
        ours = changes[i].after;
      }
    }
  }
  CHECK(far > 1000);
}

TEST_CASE("a step is far only if an anchor lies between it and what each patch changes") {
  const auto bytes = [](std::string text) { return std::make_shared<const std::string>(std::move(text)); };
  const std::string upstream = "a\nb\nc\nd\ne\nf\n";
  const std::vector<queue::PatchedText::Change> changes{{bytes(upstream), bytes("a\nb\nc\nd\nE\nf\n")}};

  SECTION("a line of its own") {
    CHECK(queue::PatchedText(bytes(upstream), changes).far_step_to(bytes("a\nB\nc\nd\ne\nf\n")));
  }
  SECTION("next to each other") {
    CHECK_FALSE(queue::PatchedText(bytes(upstream), changes).far_step_to(bytes("a\nb\nc\nD\ne\nf\n")));
  }
  SECTION("the lines between come with the step once more") {
    CHECK_FALSE(queue::PatchedText(bytes(upstream), changes).far_step_to(bytes("a\nc\nd\nc\nd\ne\nf\n")));
  }
  SECTION("a patch adds the lines between once more") {
    const std::vector<queue::PatchedText::Change> more{{bytes(upstream), bytes("a\nb\nc\nd\nc\nd\nE\nf\n")}};
    CHECK_FALSE(queue::PatchedText(bytes(upstream), more).far_step_to(bytes("a\nB\nc\nd\ne\nf\n")));
  }
}

#include <cstddef>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/merge/merged_part.hpp>
#include <mlxpatch/merge/merged_parts.hpp>
#include <mlxpatch/merge/text_merge.hpp>

using namespace mlxpatch::merge;

namespace {

/// A version of a text with some lines replaced, removed and added. The few different lines make conflicts frequent.
std::string changed(const std::vector<std::string>& lines, std::mt19937& random) {
  std::string text;
  for (const std::string& line : lines) {
    const std::size_t chance = random() % 14;
    if (chance == 0) continue;
    if (chance == 1) text += "new " + std::to_string(random() % 3) + "\n";
    text += chance == 2 ? "changed " + std::to_string(random() % 3) + "\n" : line;
  }
  return text;
}

struct Texts {
  std::string base, ours, theirs;
};

Texts make_texts(std::mt19937& random) {
  std::vector<std::string> lines;
  for (std::size_t i = 5 + random() % 25; i > 0; --i) lines.push_back("line " + std::to_string(random() % 20) + "\n");
  if (random() % 4 == 0) lines.back().pop_back();
  std::string base;
  for (const std::string& line : lines) base += line;
  std::string ours = changed(lines, random);
  return {std::move(base), std::move(ours), changed(lines, random)};
}

}  // namespace

TEST_CASE("a merge is cut up where it conflicts") {
  const std::vector<MergedPart> parts = merged_parts("0\n1\n2\n3\n4\n", "0\n1\ntwo\n3\n4\n5\n", "zero\n1\nII\n3\n4\n");
  REQUIRE(parts.size() == 3);
  CHECK(parts[0] == MergedPart{"0\n1\n", "0\n1\n", "zero\n1\n", "zero\n1\n"});
  CHECK(parts[1] == MergedPart{"2\n", "two\n", "II\n", std::nullopt});
  CHECK(parts[2] == MergedPart{"3\n4\n", "3\n4\n5\n", "3\n4\n", "3\n4\n5\n"});

  const std::vector<MergedPart> added = merged_parts("", "ours\n", "theirs");
  REQUIRE(added.size() == 3);
  CHECK(added[0] == MergedPart{"", "", "", ""});
  CHECK(added[1] == MergedPart{"", "ours\n", "theirs", std::nullopt});
  CHECK(added[2] == MergedPart{"", "", "", ""});
}

TEST_CASE("the parts of generated merges are the three texts, and what is merged between conflicts is the merge") {
  std::mt19937 random(20261129);
  std::size_t conflicting = 0;
  for (int round = 0; round < 4000; ++round) {
    const Texts texts = make_texts(random);
    const std::vector<MergedPart> parts = merged_parts(texts.base, texts.ours, texts.theirs);
    Texts joined;
    std::string merged;
    REQUIRE(parts.size() % 2 == 1);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      joined.base += parts[i].base;
      joined.ours += parts[i].ours;
      joined.theirs += parts[i].theirs;
      REQUIRE(parts[i].merged.has_value() == (i % 2 == 0));
      if (parts[i].merged) {
        merged += *parts[i].merged;
        // Each stretch by itself is a merge without conflict.
        const TextMerge alone =
            merge_text(parts[i].base, parts[i].ours, parts[i].theirs, {.effort = MergeEffort::verdict});
        CHECK(alone.bytes == *parts[i].merged);
      } else {
        CHECK(parts[i].ours != parts[i].theirs);
      }
    }
    CHECK(joined.base == texts.base);
    CHECK(joined.ours == texts.ours);
    CHECK(joined.theirs == texts.theirs);
    const TextMerge whole = merge_text(texts.base, texts.ours, texts.theirs, {.effort = MergeEffort::verdict});
    CHECK(whole.clean == (parts.size() == 1));
    if (whole.clean) CHECK(whole.bytes == merged);
    if (!whole.clean) ++conflicting;
  }
  CHECK(conflicting > 1000);
}

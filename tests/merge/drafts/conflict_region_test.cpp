#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/merge/drafts/conflict_region.hpp>
#include <mlxpatch/merge/drafts/marker_block.hpp>
#include <mlxpatch/merge/text_merge.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/random.hpp>
#include <support/world.hpp>

#include "drafts/conflict_case.hpp"

using namespace mlxpatch;
using namespace mlxpatch::merge;
using namespace mlxpatch::tests;

TEST_CASE("a conflict's region has its lines in all three texts") {
  const ConflictedText text = conflicted("1\n2\n3\n4\n5\n", "1\nours\n3\n4\n5\n", "1\ntheirs\nmore\n3\n4\n5\n");
  REQUIRE(text.regions().size() == 1);
  const ConflictRegion& region = text.regions().front();
  CHECK(text.base_of(region) == "2\n");
  CHECK(text.ours_of(region) == "ours\n");
  CHECK(text.theirs_of(region) == "theirs\nmore\n");
  CHECK(text.our_changes(region).size() == 1);
}

TEST_CASE("conflicts that the style merge shows as one are one region") {
  const ConflictedText text = conflicted("1\n2\n3\n4\n5\n6\n7\n", "1\na\n3\n4\nb\n6\n7\n", "1\nA\n3\n4\nB\n6\n7\n");
  REQUIRE(text.regions().size() == 1);
  CHECK(text.ours_of(text.regions().front()) == "a\n3\n4\nb\n");
  CHECK(text.regions().front().whole.size() == 2);
  CHECK(text.regions().front().narrow.size() == 1);
}

TEST_CASE("in generated conflicts each region is found where the merge marked it, whatever the style and the labels") {
  Random random(1);
  std::size_t regions = 0;
  for (int round = 0; round < 4000; ++round) {
    const ConflictCase one = random_conflict(random);
    const ConflictedText text = conflicted(one.base, one.ours, one.theirs);
    for (const ConflictStyle style : {ConflictStyle::merge, ConflictStyle::diff3, ConflictStyle::zdiff3}) {
      const TextMerge merged =
          merge_text(one.base, one.ours, one.theirs, {.style = style, .labels = {"parent", "HEAD", "1234567 (x)"}});
      if (merged.clean) continue;
      INFO(one.base << "--- ours\n" << one.ours << "--- theirs\n" << one.theirs << "--- marked\n" << merged.bytes);
      const std::vector<std::optional<MarkerBlock>> blocks = find_marker_blocks(merged.bytes, text);
      // Every region's lines replaced by ours give what a merge in favour of ours gives, without a marker left.
      std::string file = merged.bytes;
      for (std::size_t i = blocks.size(); i > 0; --i) {
        REQUIRE(blocks[i - 1]);
        file = replace_block(file, *blocks[i - 1], text.ours_of(text.regions()[i - 1]));
        ++regions;
      }
      CHECK(file.find("<<<<<<<") == std::string::npos);
      CHECK(file.find(">>>>>>>") == std::string::npos);
    }
  }
  CHECK(regions > 3000);
}

TEST_CASE("a region is not found once its markers were edited, and the others still are") {
  const std::string base = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
  const std::string ours = "1\na\n3\n4\n5\n6\n7\nb\n9\n";
  const std::string theirs = "1\nA\n3\n4\n5\n6\n7\nB\n9\n";
  const ConflictedText text = conflicted(base, ours, theirs);
  std::string file = merge_text(base, ours, theirs).bytes;
  file.replace(file.find("a\n"), 2, "edited\n");
  const auto blocks = find_marker_blocks(file, text);
  REQUIRE(blocks.size() == 2);
  CHECK_FALSE(blocks[0]);
  REQUIRE(blocks[1]);
  const std::string before = file.substr(0, blocks[1]->begin);
  CHECK(before.ends_with("3\n4\n5\n6\n7\n"));
  CHECK(replace_block(file, *blocks[1], "new\n") == before + "new\n9\n");
}

TEST_CASE("regions that look alike are found one by one, or not at all if one of them is gone") {
  const std::string between = "1\n2\n3\n4\n5\n";
  const ConflictedText text = conflicted("x\n" + between + "x\n", "a\n" + between + "a\n", "b\n" + between + "b\n");
  const std::string block = "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> them\n";
  const auto both = find_marker_blocks(block + between + block, text);
  REQUIRE((both.size() == 2 && both[0] && both[1]));
  CHECK(both[0]->begin == 0);
  CHECK(both[1]->begin == block.size() + between.size());
  const auto one = find_marker_blocks(block + between + "done\n", text);
  CHECK_FALSE(one[0]);
  CHECK_FALSE(one[1]);
}

TEST_CASE("a block with the line ends of a worktree gets a text with the same") {
  const ConflictedText text = conflicted("1\n2\n3\n", "1\na\n3\n", "1\nb\n3\n");
  const std::string file = "1\r\n<<<<<<< HEAD\r\na\r\n=======\r\nb\r\n>>>>>>> them\r\n3\r\n";
  const auto blocks = find_marker_blocks(file, text);
  REQUIRE((blocks.size() == 1 && blocks[0]));
  CHECK(replace_block(file, *blocks[0], "both\nlines\n") == "1\r\nboth\r\nlines\r\n3\r\n");
  CHECK_FALSE(find_marker_blocks("<<<<<<< HEAD\na\r\n=======\nb\n>>>>>>> them\n", text)[0]);
}

TEST_CASE("there are as many regions as git's own merge leaves conflicts, and none where that is clean") {
  const World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  Random random(11);
  std::size_t clean = 0;
  std::size_t shown = 0;
  for (int round = 0; round < 400; ++round) {
    const ConflictCase one = random_conflict(random);
    repo.write("base", one.base);
    repo.write("ours", one.ours);
    repo.write("theirs", one.theirs);
    const CommandResult merged = repo.try_git({"merge-file", "-p", "ours", "base", "theirs"});
    const ConflictedText text = conflicted(one.base, one.ours, one.theirs);
    std::size_t conflicts = 0;
    for (const ConflictRegion& region : text.regions()) conflicts += region.narrow.size();
    INFO(one.base << "--- ours\n" << one.ours << "--- theirs\n" << one.theirs << "--- git\n" << merged.out);
    CHECK(conflicts == static_cast<std::size_t>(merged.exit));
    clean += merged.exit == 0 ? 1 : 0;
    shown += conflicts;
  }
  CHECK(clean > 50);
  CHECK(shown > 200);
}

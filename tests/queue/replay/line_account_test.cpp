#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>

#include "forked_queue.hpp"
#include "replay/text_change.hpp"
#include "support/forked_repo.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using queue::Evidence;
using queue::PatchState;
using queue::ReplayedPatch;
using queue::ReplayResult;

TEST_CASE("a hunk that upstream took is counted, with the commit that took it") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}, {10, "ten"}, {17, "seventeen"}}), "Three, ten and seventeen\n");
  scene.upstream("a", lines_with({{3, "drei"}}), "German\n");
  const std::string taken = scene.upstream("a", lines_with({{3, "three"}}), "Take three (#5)\n");
  scene.upstream("b", "new\n", "More\n");
  for (const queue::ReplayOptions& options : {scene.options(), scene.direct()}) {
    const ReplayedPatch patch = scene.replay(options).patches.at(0);
    CHECK(patch.state == PatchState::clean);
    REQUIRE(patch.hunks);
    CHECK(patch.hunks->kept == 2);
    REQUIRE(patch.hunks->upstream.size() == 1);
    CHECK(patch.hunks->upstream[0].since.id.hex() == taken);
    CHECK(patch.hunks->upstream[0].hunks == 1);
    CHECK(patch.lost_lines.empty());
  }
}

TEST_CASE("hunks that different commits took are counted for each of them") {
  ForkedQueue scene({{"a", lines_with()}, {"b", lines_with({{1, "of b"}})}});
  scene.repo.checkout("queue");
  scene.repo.write("b", lines_with({{1, "of b"}, {5, "five"}}));
  scene.patch("a", lines_with({{3, "three"}, {10, "ten"}, {17, "seventeen"}}), "All\n");
  const std::string first = scene.upstream("a", lines_with({{10, "ten"}}), "Take ten\n");
  const std::string second = scene.upstream("b", lines_with({{1, "of b"}, {5, "five"}}), "Take five\n");
  const ReplayedPatch patch = scene.replay().patches.at(0);
  REQUIRE(patch.hunks);
  CHECK(patch.hunks->kept == 2);
  REQUIRE(patch.hunks->upstream.size() == 2);
  CHECK(patch.hunks->upstream[0].since.id.hex() == first);
  CHECK(patch.hunks->upstream[1].since.id.hex() == second);
}

TEST_CASE("of two hunks that are the same the one that upstream took is counted") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "line 3\nlog()"}, {15, "line 15\nlog()"}}), "Log\n");
  const std::string taken = scene.upstream("a", lines_with({{3, "line 3\nlog()"}, {9, "nine"}}), "Log once\n");
  const ReplayedPatch patch = scene.replay().patches.at(0);
  REQUIRE(patch.hunks);
  CHECK(patch.hunks->kept == 1);
  CHECK(patch.hunks->upstream.at(0).since.id.hex() == taken);
  CHECK(patch.hunks->upstream.at(0).hunks == 1);
}

TEST_CASE("hunks of files that upstream left alone are kept, and counted") {
  ForkedQueue scene({{"a", lines_with()}, {"b", lines_with({{1, "of b"}})}});
  scene.repo.checkout("queue");
  scene.repo.write("b", lines_with({{1, "of b"}, {5, "five"}, {15, "fifteen"}}));
  scene.patch("a", lines_with({{3, "three"}, {17, "seventeen"}}), "All\n");
  scene.upstream("b", lines_with({{1, "of b"}, {5, "five"}}), "Take five\n");
  const ReplayedPatch patch = scene.replay().patches.at(0);
  REQUIRE(patch.hunks);
  CHECK(patch.hunks->kept == 3);
}

TEST_CASE("a hunk that upstream took on top of an earlier patch of the queue is counted") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{12, "twelve"}}), "Twelve\n");
  scene.patch("a", lines_with({{3, "three"}, {10, "ten"}, {12, "twelve"}}), "Three and ten\n");
  const std::string taken = scene.upstream("a", lines_with({{10, "ten"}}), "Take ten\n");
  const ReplayResult result = scene.replay();
  CHECK_FALSE(result.patches[0].hunks);
  REQUIRE(result.patches[1].hunks);
  CHECK(result.patches[1].hunks->kept == 1);
  CHECK(result.patches[1].hunks->upstream.at(0).since.id.hex() == taken);
}

TEST_CASE("a patch that merges whole has no counts, whatever upstream changed near it") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}, {10, "ten\nten and a half"}, {12, ""}}), "Change\n");
  scene.upstream("a", lines_with({{1, ""}, {5, "five"}, {8, "eight\nand"}, {20, "end"}}), "Around\n");
  const ReplayedPatch patch = scene.replay().patches.at(0);
  CHECK(patch.state == PatchState::clean);
  CHECK_FALSE(patch.hunks);
  CHECK(patch.lost_lines.empty());
  CHECK_FALSE(patch.likely_upstreamed);
}

TEST_CASE("a line that upstream took and edited is named as lost in a merge commit by commit") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}, {10, "ten"}}), "Three and ten\n");
  const std::string taken = scene.upstream("a", lines_with({{3, "three"}}), "Take three\n");
  scene.upstream("a", lines_with({{3, "drei"}}), "Three in German\n");
  const ReplayedPatch patch = scene.replay().patches.at(0);
  REQUIRE(patch.state == PatchState::incremental);
  REQUIRE(patch.lost_lines.size() == 1);
  CHECK(patch.lost_lines[0].path == "a");
  CHECK(patch.lost_lines[0].line == "three");
  REQUIRE(patch.hunks);
  CHECK(patch.hunks->kept == 1);
  CHECK(patch.hunks->upstream.at(0).since.id.hex() == taken);
}

TEST_CASE("a hunk that deletes what upstream moved is noted, since the lines are still there") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}, {10, ""}}), "Three, and drop ten\n");
  scene.upstream("a", lines_with({{10, ""}, {15, "line 15\nline 10"}}), "Move ten\n");
  const ReplayedPatch patch = scene.replay().patches.at(0);
  CHECK(patch.state == PatchState::clean);
  REQUIRE(patch.notes.size() == 1);
  CHECK(patch.notes[0] == "deletes a line that upstream moved, and that is still in a: line 10");
}

TEST_CASE("a clean patch all of whose lines one upstream commit brought elsewhere carries a hint") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{5, "line 5\ndef cache_limit(size):\n    return 2 * size"}}), "Limit\n");
  scene.upstream("a", lines_with({{1, "one"}}), "One\n");
  const std::string brought = scene.upstream(
      "a", lines_with({{1, "one"}, {15, "line 15\ndef cache_limit(size):\n    return 2 * size"}}), "Limit\n");
  scene.upstream("b", "new\n", "More\n");
  const ReplayedPatch patch = scene.replay().patches.at(0);
  CHECK(patch.state == PatchState::clean);
  CHECK(patch.likely_upstreamed);
  REQUIRE(patch.upstreamed_by);
  CHECK(patch.upstreamed_by->how == Evidence::same_lines);
  CHECK(patch.upstreamed_by->commit.id.hex() == brought);
}

TEST_CASE("lines that came with two commits, that lack one, or that say nothing are no hint") {
  ForkedQueue scene;
  const std::string function = "def cache_limit(size):";
  scene.patch("a", lines_with({{5, "line 5\n" + function + "\n    return 2 * size"}}), "Limit\n");
  scene.patch("a", lines_with({{5, "line 5\n" + function + "\n    return 2 * size"}, {8, "line 8\n  );"}}), "Close\n");
  SECTION("two commits") {
    scene.upstream("a", lines_with({{15, "line 15\n" + function}, {17, "line 17\n  );"}}), "Half\n");
    scene.upstream("a", lines_with({{15, "line 15\n" + function + "\n    return 2 * size"}}), "The other half\n");
  }
  SECTION("one lacks") {
    scene.upstream("a", lines_with({{15, "line 15\n" + function + "\n    return 3 * size"}, {17, "line 17\n  );"}}),
                   "Another\n");
  }
  const ReplayResult result = scene.replay();
  CHECK(result.patches[0].state == PatchState::clean);
  CHECK_FALSE(result.patches[0].likely_upstreamed);
  CHECK_FALSE(result.patches[1].likely_upstreamed);
}

TEST_CASE("the sum of a change's lines ignores blanks and place, that of their order does not") {
  const std::string before = lines_with();
  const std::string after = lines_with({{3, "  three"}, {10, ""}});
  CHECK(queue::line_sum(before, after) ==
        queue::line_sum(lines_with({{15, "x"}}), lines_with({{3, "three"}, {10, ""}, {15, "x"}})));
  CHECK(queue::line_sum(before, after) != queue::line_sum(before, lines_with({{3, "  three"}})));
  CHECK(queue::line_sum(before, after) + queue::line_sum(after, "x\n") == queue::line_sum(before, "x\n"));
  CHECK(queue::order_sum(before, after) != queue::order_sum(before, lines_with({{3, "three"}, {10, ""}})));
  CHECK(queue::order_sum(before, after) ==
        queue::order_sum(lines_with({{1, ""}, {15, "x"}}), lines_with({{1, ""}, {3, "  three"}, {10, ""}, {15, "x"}})));
  const std::string swapped = lines_with({{3, "line 4"}, {4, "line 3"}});
  CHECK(queue::line_sum(before, swapped) == 0);
  CHECK(queue::order_sum(before, swapped) != 0);
  CHECK(queue::order_sum("", "") == 0);
  CHECK(queue::order_sum("a", "a\n") != 0);
}

TEST_CASE("a text without some of its changes, or with only one of them") {
  const auto bytes = [](const std::string& text) { return std::make_shared<const std::string>(text); };
  const std::string after = lines_with({{1, ""}, {3, "three\nand"}, {20, "twenty"}});
  const queue::TextChange change(bytes(lines_with()), bytes(after));
  REQUIRE(change.runs().size() == 3);
  CHECK(change.runs()[1].deleted == std::vector<std::string_view>{"line 3\n"});
  CHECK(change.runs()[1].added == std::vector<std::string_view>{"three\n", "and\n"});
  CHECK(change.with_only(1) == lines_with({{3, "three\nand"}}));
  CHECK(change.without({false, true, false}) == lines_with({{1, ""}, {20, "twenty"}}));
  CHECK(change.without({false, false, false}) == after);
  CHECK(change.without({true, true, true}) == lines_with());
}

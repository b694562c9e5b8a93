#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>

#include "forked_queue.hpp"
#include "support/forked_repo.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using queue::Evidence;
using queue::PatchState;
using queue::ReplayedPatch;
using queue::ReplayResult;

namespace {

std::string taker_of(const ReplayedPatch& patch) {
  return patch.state == PatchState::upstreamed ? patch.upstreamed_by->commit.id.hex() : "";
}

/// Two blocks of the same lines, far from each other, with `first` and `second` in the middle of each.
std::string two_blocks(const std::string& first, const std::string& second) {
  const auto block = [](const std::string& middle) { return "begin\none\ntwo\n" + middle + "\nthree\nfour\nend\n"; };
  return block(first) + lines_with() + block(second);
}

}  // namespace

TEST_CASE("a patch that upstream took after an earlier one of the same file broke is upstreamed, and has no culprit") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.patch("a", lines_with({{3, "three"}, {15, "fifteen"}}), "Fifteen\n");
  const std::string broke = scene.upstream("a", lines_with({{3, "drei"}}), "German\n");
  const std::string taken = scene.upstream("a", lines_with({{3, "drei"}, {9, "neun"}, {15, "fifteen"}}), "Take it\n");
  scene.upstream("a", lines_with({{3, "drei"}, {9, "neun"}, {15, "fifteen, edited"}}), "Edit it\n");
  const ReplayResult result = scene.replay();
  REQUIRE(result.patches[0].state == PatchState::conflict);
  CHECK(result.patches[0].culprit->id.hex() == broke);
  CHECK(taker_of(result.patches[1]) == taken);
  CHECK_FALSE(result.patches[1].culprit);
}

TEST_CASE("a patch that the commit took which broke an earlier one is upstreamed by it") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.patch("a", lines_with({{3, "three"}, {9, "nine"}}), "Nine\n");
  scene.patch("a", lines_with({{3, "three"}, {9, "nine"}, {15, "fifteen"}}), "Fifteen\n");
  const std::string both = scene.upstream("a", lines_with({{3, "drei"}, {15, "fifteen"}}), "Break and take\n");
  scene.upstream("a", lines_with({{3, "drei"}, {15, "fifteen, edited"}}), "Edit it\n");
  const ReplayResult result = scene.replay();
  CHECK(result.patches[0].state == PatchState::conflict);
  CHECK(result.patches[1].state == PatchState::clean);
  CHECK(taker_of(result.patches[2]) == both);
}

TEST_CASE("a patch that changes lines of a broken one and others is not upstreamed when upstream has the others") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.patch("a", lines_with({{15, "fifteen"}}), "Three back, and fifteen\n");
  scene.upstream("a", lines_with({{3, "drei"}}), "German\n");
  scene.upstream("a", lines_with({{3, "drei"}, {9, "neun"}, {15, "fifteen"}}), "Take fifteen\n");
  const ReplayResult result = scene.replay();
  CHECK(result.patches[0].state == PatchState::conflict);
  CHECK(result.patches[1].state != PatchState::upstreamed);
}

TEST_CASE("a direct replay names the commit that took a patch, which it finds empty") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.patch("a", lines_with({{3, "three"}, {9, "nine"}}), "Nine\n");
  scene.upstream("a", lines_with({{9, "neun"}}), "German\n");
  const std::string taken = scene.upstream("a", lines_with({{9, "nine"}, {15, "fifteen"}}), "Take nine, and more\n");
  scene.upstream("a", lines_with({{9, "nine"}, {15, "fifteen"}, {19, "nineteen"}}), "Go on\n");
  queue::ReplayOptions options = scene.direct();
  const ReplayResult result = scene.replay(options);
  CHECK(result.patches[0].state == PatchState::clean);
  CHECK(taker_of(result.patches[1]) == taken);
  CHECK(result.patches[1].upstreamed_by->how == Evidence::empty);
}

TEST_CASE("a direct replay names the commit that took a patch along with a move of the file") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{10, "ten"}}), "Ten\n");
  scene.upstream("b", "new\n", "Before\n");
  scene.repo.checkout("main");
  scene.move("a", "lib/a");
  scene.repo.write("lib/a", lines_with({{10, "ten"}, {15, "fifteen"}}));
  const std::string taken = scene.repo.commit("Move a, and take ten\n");
  scene.upstream("b", "newer\n", "Go on\n");
  const ReplayResult result = scene.replay(scene.direct());
  CHECK(taker_of(result.patches[0]) == taken);
}

TEST_CASE("a patch that is empty behind a broken one of the same file is not called upstreamed") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{5, "five"}}), "Five\n");
  scene.patch("a", lines_with({{5, "five"}, {15, "fifteen"}}), "Fifteen\n");
  scene.upstream("a", lines_with({{5, "fuenf"}, {15, "fifteen"}}), "German, and fifteen\n");
  const ReplayResult result = scene.replay(scene.direct());
  CHECK(result.patches[0].state == PatchState::conflict);
  CHECK(result.patches[1].state == PatchState::empty);
  CHECK_FALSE(result.patches[1].upstreamed_by);
}

TEST_CASE("a deletion of lines that upstream moved elsewhere is a conflict, with those lines marked up") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{5, ""}, {6, ""}}), "Drop five and six\n");
  const std::string moved =
      scene.upstream("a", lines_with({{5, ""}, {6, ""}, {15, "line 15\nline 5\nline 6"}}), "Move\n");
  for (const queue::ReplayOptions& options : {scene.options(), scene.direct()}) {
    const ReplayResult result = scene.replay(options);
    REQUIRE(result.patches[0].state == PatchState::conflict);
    REQUIRE(result.patches[0].conflicts.size() == 1);
    const merge::MergeConflict& conflict = result.patches[0].conflicts[0];
    CHECK(conflict.kind == merge::ConflictKind::content);
    CHECK(conflict.detail == "upstream moved lines that the patch deletes");
    CHECK_FALSE(result.clean);
  }
  queue::ReplayOptions options = scene.options();
  options.policy.on_conflict = queue::ReplayPolicy::OnConflict::stop;
  const ReplayResult stopped = scene.replay(options);
  REQUIRE(stopped.stop);
  CHECK(stopped.stop->onto.hex() == moved);
  CHECK(scene.file_in(stopped.stop->tree, "a").find("line 15\n<<<<<<< HEAD\nline 5\nline 6\n=======\n>>>>>>> ") !=
        std::string::npos);
}

TEST_CASE("a deletion that upstream made is upstreamed even if its brackets are elsewhere, too") {
  ForkedQueue scene({{"a", "{\n  one();\n}\n" + lines_with() + "{\n}\n"}});
  scene.patch("a", lines_with() + "{\n}\n", "Drop one\n");
  const std::string taken = scene.upstream("a", lines_with({{9, "neun"}}) + "{\n}\n", "Drop one, and German\n");
  CHECK(taker_of(scene.replay().patches[0]) == taken);
}

TEST_CASE("patches that upstream squashed into one commit are upstreamed by it, and the next one builds on it") {
  ForkedQueue scene;
  scene.patch("b", "new\n", "Add b\n");
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.patch("a", lines_with({{3, "three and more"}}), "More of three\n");
  scene.patch("a", lines_with({{3, "three and more, much"}}), "Much more\n");
  const std::string squashed = scene.upstream("a", lines_with({{3, "three and more"}}), "Three and more (#4)\n");
  scene.upstream("a", lines_with({{3, "three and more"}, {15, "fifteen"}}), "Go on\n");
  for (const queue::ReplayOptions& options : {scene.options(), scene.direct()}) {
    const ReplayResult result = scene.replay(options);
    CHECK(result.patches[0].state == PatchState::clean);
    for (const std::size_t i : {1U, 2U}) {
      CHECK(taker_of(result.patches[i]) == squashed);
      CHECK(result.patches[i].upstreamed_by->how == Evidence::squashed);
    }
    CHECK(result.patches[3].state == PatchState::clean);
    CHECK(scene.file_in(result.tree, "a") == lines_with({{3, "three and more, much"}, {15, "fifteen"}}));
  }
}

TEST_CASE("patches that upstream squashed and took back come back") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.patch("a", lines_with({{3, "three and more"}}), "More of three\n");
  scene.upstream("a", lines_with({{3, "three and more"}}), "Three and more\n");
  scene.upstream("a", lines_with(), "Revert\n");
  const ReplayResult result = scene.replay();
  CHECK(result.clean);
  CHECK(scene.file_in(result.tree, "a") == lines_with({{3, "three and more"}}));
}

TEST_CASE("a commit with a patch's patch-id at another place does not have the patch") {
  ForkedQueue scene({{"a", two_blocks("old", "old")}});
  scene.patch("a", two_blocks("old", "new"), "The second\n");
  scene.upstream("a", two_blocks("new", "old"), "The first\n");
  for (const queue::ReplayOptions& options : {scene.options(), scene.direct()}) {
    const ReplayResult result = scene.replay(options);
    CHECK(result.patches[0].state == PatchState::clean);
    CHECK(scene.file_in(result.tree, "a") == two_blocks("new", "new"));
  }
}

TEST_CASE("a commit with the patch-id of a squash at another place does not have the patches") {
  ForkedQueue scene({{"a", two_blocks("old", "old")}});
  scene.patch("a", two_blocks("old", "new"), "The second\n");
  scene.patch("a", two_blocks("old", "newer"), "The second, again\n");
  scene.upstream("a", two_blocks("newer", "old"), "The first\n");
  for (const queue::ReplayOptions& options : {scene.options(), scene.direct()}) {
    const ReplayResult result = scene.replay(options);
    for (const std::size_t i : {0U, 1U}) CHECK(result.patches[i].state == PatchState::clean);
    CHECK(scene.file_in(result.tree, "a") == two_blocks("newer", "newer"));
  }
}

TEST_CASE("a patch that upstream took by patch-id, reverted and then broke is a conflict") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.upstream("a", lines_with({{3, "three"}}), "Take three\n");
  scene.upstream("a", lines_with(), "Revert three\n");
  const std::string broke = scene.upstream("a", lines_with({{3, "drei"}}), "German\n");
  const ReplayResult result = scene.replay();
  REQUIRE(result.patches[0].state == PatchState::conflict);
  CHECK(result.patches[0].culprit->id.hex() == broke);
}

TEST_CASE("of a patch that upstream took and reverted in part that part comes back") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}, {10, "ten"}}), "Three and ten\n");
  SECTION("taken along with something else") {
    scene.upstream("a", lines_with({{3, "three"}, {10, "ten"}, {15, "15"}}), "Take both, and more\n");
  }
  SECTION("taken as it was") {
    scene.upstream("a", lines_with({{3, "three"}, {10, "ten"}}), "Take both\n");
    scene.upstream("a", lines_with({{3, "three"}, {10, "ten"}, {15, "15"}}), "More\n");
  }
  scene.upstream("a", lines_with({{3, "three"}, {15, "15"}}), "Revert ten\n");
  const ReplayResult result = scene.replay();
  CHECK(result.patches[0].state == PatchState::clean);
  CHECK(scene.file_in(result.tree, "a") == lines_with({{3, "three"}, {10, "ten"}, {15, "15"}}));
  REQUIRE(result.patches[0].hunks);
  CHECK(result.patches[0].hunks->kept == 1);
}

TEST_CASE("a revert of part of a taken patch is noted") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}, {10, "ten"}}), "Three and ten\n");
  scene.upstream("a", lines_with({{3, "three"}, {10, "ten"}, {15, "15"}}), "Take both, and more\n");
  scene.upstream("a", lines_with({{3, "three"}, {15, "15"}}), "Revert ten\n");
  CHECK(has_note(scene.replay().patches[0], "dropped part of it again"));
}

TEST_CASE("what upstream takes out of a taken patch while it changes the rest does not come back, and is noted") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}, {10, "ten"}, {17, "seventeen"}}), "Three, ten, and seventeen\n");
  SECTION("taken as it was") {
    scene.upstream("a", lines_with({{3, "three"}, {10, "ten"}, {17, "seventeen"}}), "Take all\n");
  }
  SECTION("taken along with something else") {
    scene.upstream("a", lines_with({{3, "three"}, {10, "ten"}, {17, "seventeen"}, {20, "20"}}), "Take all, and more\n");
  }
  scene.upstream("a", lines_with({{3, "drei"}, {17, "seventeen"}}), "Rework it\n");
  scene.upstream("a", lines_with({{3, "drei"}, {13, "13"}, {17, "seventeen"}}), "Go on\n");
  const ReplayResult result = scene.replay();
  REQUIRE(result.patches[0].state == PatchState::upstreamed);
  CHECK(scene.file_in(result.tree, "a") == lines_with({{3, "drei"}, {13, "13"}, {17, "seventeen"}}));
  CHECK(has_note(result.patches[0], "Rework it"));
}

TEST_CASE(
    "a taken patch of which upstream drops what it had made of it comes back, though none of its lines is touched") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "line 3\nthree"}}), "Add three\n");
  scene.upstream("a", lines_with({{3, "line 3\nthree"}}), "Take three\n");
  scene.upstream("a", lines_with({{3, "line 3\ndrei"}}), "Rework it\n");
  scene.upstream("a", lines_with({{3, "line 3\ndrei"}, {15, "15"}}), "Go on\n");
  scene.upstream("a", lines_with({{15, "15"}}), "Drop it\n");
  scene.upstream("a", lines_with({{15, "15"}, {18, "18"}}), "Go on again\n");
  const ReplayResult result = scene.replay();
  CHECK(result.patches[0].state == PatchState::clean);
  CHECK(scene.file_in(result.tree, "a") == lines_with({{3, "line 3\nthree"}, {15, "15"}, {18, "18"}}));
}

TEST_CASE("a taken patch of common lines alone, which upstream reverted and then broke, is a conflict") {
  const std::map<int, std::string> common{{4, "}"}, {5, "a"}, {6, "  {"}, {7, "  {"}, {12, "}"}, {13, "a"}};
  const auto with = [&](const std::string& fifth, const std::string& sixth) {
    std::map<int, std::string> lines = common;
    lines[5] = fifth;
    lines[6] = sixth;
    return lines_with(lines);
  };
  ForkedQueue scene({{"a", lines_with(common)}});
  scene.patch("a", with("}", "  {"), "Bracket\n");
  scene.upstream("a", with("}", "  {"), "Take it\n");
  scene.upstream("a", lines_with(common), "Revert it\n");
  const std::string broke = scene.upstream("a", with("", ""), "Drop both\n");
  const ReplayResult result = scene.replay();
  REQUIRE(result.patches[0].state == PatchState::conflict);
  CHECK(result.patches[0].culprit->id.hex() == broke);
}

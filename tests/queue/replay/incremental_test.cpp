#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <string>

#include "forked_queue.hpp"
#include "support/forked_repo.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using queue::PatchState;
using queue::ReplayResult;

namespace {

/// The patch changes lines 3 and 10. Upstream makes the first change, too, and goes on to change the line again.
struct TakenInPart : ForkedQueue {
  std::string taken;
  std::string changed;

  TakenInPart() {
    patch("a", lines_with({{3, "three"}, {10, "ten"}}), "Three and ten\n");
    taken = upstream("a", lines_with({{3, "three"}}), "Take three\n");
    changed = upstream("a", lines_with({{3, "drei"}}), "Three in German\n");
  }
};

}  // namespace

TEST_CASE("a patch that conflicts in a direct replay can merge commit by commit") {
  TakenInPart scene;
  const ReplayResult direct = scene.replay(scene.direct());
  REQUIRE(direct.patches.size() == 1);
  CHECK(direct.patches[0].state == PatchState::conflict);
  REQUIRE(direct.patches[0].conflicts.size() == 1);
  CHECK(direct.patches[0].conflicts[0].kind == merge::ConflictKind::content);
  CHECK(scene.file_in(direct.tree, "a") == lines_with({{3, "drei"}}));

  const ReplayResult result = scene.replay();
  REQUIRE(result.patches.size() == 1);
  const queue::ReplayedPatch& patch = result.patches[0];
  CHECK(patch.state == PatchState::incremental);
  CHECK(result.clean);
  CHECK_FALSE(result.stop);
  CHECK(patch.conflicts.empty());
  CHECK(patch.new_commit == result.tip);
  CHECK(scene.file_in(result.tree, "a") == lines_with({{3, "drei"}, {10, "ten"}}));
  const git::Commit commit = scene.store().commit(result.tip);
  CHECK(commit.parents == std::vector{scene.upstream_tip()});
  CHECK(commit.tree == result.tree);
}

TEST_CASE("a patch that merges commit by commit names the commits that changed what it makes") {
  TakenInPart scene;
  const ReplayResult result = scene.replay();
  REQUIRE(result.patches.at(0).notes.size() == 1);
  const std::string& note = result.patches[0].notes[0];
  INFO(note);
  CHECK(note.find(scene.changed.substr(0, 8) + " (Three in German)") != std::string::npos);
  // With the patch the file is the same before and after upstream took line 3.
  CHECK(note.find(scene.taken.substr(0, 8)) == std::string::npos);
}

TEST_CASE("of many commits that changed a patch five are named and the others counted") {
  TakenInPart scene;
  for (const int line : {15, 16, 17, 18, 19, 20}) {
    scene.upstream("a", lines_with({{3, "drei"}, {line, "changed"}}), "Change line " + std::to_string(line) + "\n");
  }
  const ReplayResult result = scene.replay();
  REQUIRE(result.patches.at(0).state == PatchState::incremental);
  REQUIRE(result.patches[0].notes.size() == 1);
  const std::string& note = result.patches[0].notes[0];
  INFO(note);
  CHECK(note.find("Change line 18") != std::string::npos);
  CHECK(note.find("Change line 19") == std::string::npos);
  CHECK(note.ends_with(" and 2 more"));
}

TEST_CASE("the patches that follow one which merged commit by commit build on it") {
  TakenInPart scene;
  scene.patch("a", lines_with({{3, "three"}, {10, "ten and more"}}), "More of ten\n");
  scene.patch("b", "new\n", "Add b\n");
  const ReplayResult result = scene.replay();
  REQUIRE(result.patches.size() == 3);
  CHECK(result.patches[0].state == PatchState::incremental);
  CHECK(result.patches[1].state == PatchState::clean);
  CHECK(result.patches[2].state == PatchState::clean);
  CHECK(scene.file_in(result.tree, "a") == lines_with({{3, "drei"}, {10, "ten and more"}}));
  CHECK(scene.store().commit(*result.patches[1].new_commit).parents == std::vector{*result.patches[0].new_commit});
}

TEST_CASE("a patch is not merged commit by commit if it conflicts with one of them") {
  TakenInPart scene;
  scene.upstream("a", lines_with({{3, "drei"}, {10, "zehn"}}), "Ten in German\n");
  const ReplayResult result = scene.replay();
  CHECK(result.patches.at(0).state == PatchState::conflict);
  CHECK_FALSE(result.clean);
}

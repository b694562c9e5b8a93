#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/queue/replay/replay_result.hpp>

#include "forked_queue.hpp"
#include "support/forked_repo.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using queue::PatchState;
using queue::ReplayResult;

namespace {

using Notes = std::vector<std::string>;

/// A commit as notes name it.
std::string named(const std::string& commit, const std::string& subject) {
  return commit.substr(0, 8) + " (" + subject + ")";
}

}  // namespace

TEST_CASE("the note of a conflict that healed names the commits from and to which it lasted") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  const std::string broke = scene.upstream("a", lines_with({{3, "drei"}}), "German (#7)\n\nWhy.\n");
  scene.upstream("a", lines_with({{3, "drei"}, {15, "fuenfzehn"}}), "More German\n");
  const std::string healed = scene.upstream("a", lines_with({{15, "fuenfzehn"}}), "English again\n");
  const ReplayResult result = scene.replay();
  CHECK(result.patches.at(0).notes ==
        Notes{"conflicted from " + named(broke, "German (#7)") + " on, clean since " + named(healed, "English again")});
}

TEST_CASE("the note of a change that upstream took and dropped names both commits") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  const std::string taken = scene.upstream("a", lines_with({{3, "three"}}), "Take three\n");
  const std::string dropped = scene.upstream("a", lines_with(), "Revert three\n");
  const ReplayResult result = scene.replay();
  CHECK(result.patches.at(0).state == PatchState::clean);
  CHECK(result.patches[0].notes == Notes{"upstream took it in " + named(taken, "Take three") +
                                         " and dropped it again in " + named(dropped, "Revert three")});
}

TEST_CASE("the note of an incremental merge names the commits over which the patch was carried") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}, {10, "ten"}}), "Three and ten\n");
  scene.upstream("a", lines_with({{3, "three"}}), "Take three\n");
  const std::string first = scene.upstream("a", lines_with({{3, "drei"}}), "Three in German\n");
  const std::string second = scene.upstream("a", lines_with({{3, "drei"}, {18, "achtzehn"}}), "More German\n");
  const ReplayResult result = scene.replay();
  CHECK(result.patches.at(0).state == PatchState::incremental);
  CHECK(result.patches[0].notes == Notes{"merges only commit by commit, over " + named(first, "Three in German") +
                                         ", " + named(second, "More German")});
}

TEST_CASE("a patch that upstream has carries no notes of what happened on the way") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.upstream("a", lines_with({{3, "drei"}}), "German\n");
  scene.upstream("a", lines_with(), "English\n");
  scene.upstream("a", lines_with({{3, "three"}}), "Take three\n");
  const ReplayResult result = scene.replay();
  CHECK(result.patches.at(0).state == PatchState::upstreamed);
  CHECK(result.patches[0].notes.empty());
}

TEST_CASE("a patch that merges at once carries no notes") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.upstream("a", lines_with({{15, "fuenfzehn"}}), "German\n");
  CHECK(scene.replay().patches.at(0).notes.empty());
}

TEST_CASE("a patch that merges only by another diff than git's carries a note") {
  ForkedQueue scene({{"a", std::string("d\nd\na\na\n")}});
  scene.patch("a", "f\nd\na\na\na\n", "More\n");
  scene.upstream("a", "d\nd\na\n", "Once less\n");
  scene.repo.checkout("main");
  CHECK(scene.repo.try_git({"cherry-pick", "queue"}).exit == 1);
  const ReplayResult result = scene.replay(scene.direct());
  REQUIRE(result.patches.at(0).state == PatchState::clean);
  CHECK(scene.file_in(result.tree, "a") == "f\nd\na\na\n");
  CHECK(result.patches[0].notes ==
        Notes{"a merges, but not with the diff that git's own merge uses: check the result"});
}

TEST_CASE("a patch whose lines meet upstream's in a file with merge=union carries a note") {
  ForkedQueue scene;
  scene.repo.checkout("main");
  scene.repo.write(".gitattributes", "a merge=union\n");
  scene.commit_base();
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.upstream("a", lines_with({{3, "drei"}}), "German\n");
  const ReplayResult result = scene.replay();
  REQUIRE(result.patches.at(0).state == PatchState::clean);
  CHECK(result.patches[0].notes ==
        Notes{"a merges by its merge driver \"union\", which keeps the lines of both sides: check the result"});
}

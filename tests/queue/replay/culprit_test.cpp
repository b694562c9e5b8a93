#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/commit_info.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>

#include "forked_queue.hpp"
#include "support/forked_repo.hpp"
#include "support/ids.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;

namespace {

/// The patches that an upstream commit breaks for good.
std::vector<queue::ReplayedPatch> broken_patches(ForkedQueue& scene) {
  queue::ReplayOptions options = scene.options();
  options.policy.on_conflict = queue::ReplayPolicy::OnConflict::keep_going;
  objects::ObjectStore scratch(scene.store());
  const queue::ReplayResult result =
      queue::replay(scratch, scene.queue(), id_of(scene.base), scene.upstream_tip(), options);
  std::vector<queue::ReplayedPatch> broken;
  for (const queue::ReplayedPatch& patch : result.patches) {
    if (patch.culprit) broken.push_back(patch);
  }
  return broken;
}

}  // namespace

TEST_CASE("the culprit is the commit that breaks the patch, not the ones around it") {
  ForkedQueue scene;
  scene.patch("b", "new\n", "B\n");
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.upstream("a", lines_with({{12, "twelve"}}), "Before\n");
  const std::string breaks = scene.upstream("a", lines_with({{12, "twelve"}, {3, "drei"}}), "German (#5)\n");
  scene.upstream("a", lines_with({{12, "zwoelf"}, {3, "drei!"}}), "After\n");
  const std::vector<queue::ReplayedPatch> broken = broken_patches(scene);
  REQUIRE(broken.size() == 1);
  CHECK(broken[0].subject == "Three");
  CHECK(broken[0].culprit->id.hex() == breaks);
  CHECK(broken[0].culprit->number == 5);
  CHECK(broken[0].conflicts.at(0).path == "a");
  CHECK(scene.store().pending() == 0);
}

TEST_CASE("of a conflict that came, went and came again the culprit is the commit that brought it last") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.upstream("a", lines_with({{3, "drei"}}), "German\n");
  const std::string healed = scene.upstream("a", lines_with(), "English\n");
  const std::string breaks = scene.upstream("a", lines_with({{3, "trois"}}), "French\n");
  const std::vector<queue::ReplayedPatch> broken = broken_patches(scene);
  REQUIRE(broken.size() == 1);
  CHECK(broken[0].culprit->id.hex() == breaks);
  REQUIRE(broken[0].clean_since);
  CHECK(broken[0].clean_since->id.hex() == healed);
}

TEST_CASE("the culprit inside a merge is the commit that was merged, not the merge") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.repo.git({"checkout", "--quiet", "-b", "side", scene.base});
  scene.repo.commit_file("other", "1\n", "Elsewhere\n");
  const std::string breaks = scene.repo.commit_file("a", lines_with({{3, "drei"}}), "German\n");
  scene.repo.commit_file("a", lines_with({{3, "drei"}, {15, "fuenfzehn"}}), "More\n");
  scene.upstream("main", "1\n", "On main\n");
  scene.repo.git({"merge", "--quiet", "--no-edit", "side"});
  const std::vector<queue::ReplayedPatch> broken = broken_patches(scene);
  REQUIRE(broken.size() == 1);
  CHECK(broken[0].culprit->id.hex() == breaks);
}

TEST_CASE("what the other side of the merge has that brought the base in breaks a patch at that merge") {
  ForkedQueue scene;
  scene.repo.git({"branch", "trunk", scene.base});
  scene.repo.write("side", "1\n");
  scene.commit_base();
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.repo.checkout("trunk");
  scene.repo.commit_file("a", lines_with({{3, "drei"}}), "German\n");
  scene.repo.git({"merge", "--quiet", "--no-edit", "main"});
  const std::string merge = scene.repo.rev_parse();
  scene.repo.git({"branch", "--force", "main"});
  scene.upstream("other", "1\n", "Go on\n");
  const std::vector<queue::ReplayedPatch> broken = broken_patches(scene);
  REQUIRE(broken.size() == 1);
  CHECK(broken[0].culprit->id.hex() == merge);
}

TEST_CASE("a patch that needs a broken one has the same culprit") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.patch("a", lines_with({{3, "three and more"}}), "More\n");
  const std::string breaks = scene.upstream("a", lines_with({{3, "drei"}}), "German\n");
  const std::vector<queue::ReplayedPatch> broken = broken_patches(scene);
  REQUIRE(broken.size() == 2);
  CHECK(broken[1].culprit->id.hex() == breaks);
}

TEST_CASE("a deleted file's culprit is the commit that deleted it") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  const std::string breaks = scene.upstream("a", "", "Drop a\n");
  const std::vector<queue::ReplayedPatch> broken = broken_patches(scene);
  REQUIRE(broken.size() == 1);
  CHECK(broken[0].culprit->id.hex() == breaks);
  CHECK(broken[0].conflicts.at(0).kind == merge::ConflictKind::modify_delete);
}

TEST_CASE("a directory that upstream renamed is the culprit for a file added to it") {
  ForkedQueue scene({{"dir/one", lines_with()}, {"dir/two", lines_with({{1, "two"}})}});
  scene.patch("dir/new", "new\n", "Add to the directory\n");
  scene.repo.checkout("main");
  scene.repo.git({"mv", "dir", "moved"});
  const std::string breaks = scene.repo.commit("Move the directory\n");
  scene.upstream("other", "1\n", "Go on\n");
  const std::vector<queue::ReplayedPatch> broken = broken_patches(scene);
  REQUIRE(broken.size() == 1);
  CHECK(broken[0].culprit->id.hex() == breaks);
  CHECK(broken[0].conflicts.at(0).kind == merge::ConflictKind::file_location);
}

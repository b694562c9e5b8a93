#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>

#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>

#include "forked_queue.hpp"
#include "support/forked_repo.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;
using queue::PatchState;

namespace {

std::string picked_from(const std::string& commit) { return "Picked\n\n(cherry picked from commit " + commit + ")\n"; }

/// Upstream changes line 3 twice; the queue has the second change, adapted to a base without the first.
class AdaptedPick : public ForkedQueue {
 public:
  AdaptedPick() {
    upstream("a", lines_with({{3, "drei"}}), "In German\n");
    origin = upstream("a", lines_with({{3, "trois"}}), "In French\n");
    patch("a", lines_with({{3, "trois, adapted"}}), picked_from(origin));
  }
  std::string origin;
};

}  // namespace

TEST_CASE("a pick that needed a hand leaves the queue when upstream has the commit that it names") {
  AdaptedPick scene;
  scene.upstream("a", lines_with({{3, "trois"}, {15, "fifteen"}}), "More\n");
  const queue::ReplayResult result = scene.replay();
  REQUIRE(result.patches.size() == 1);
  CHECK(result.clean);
  CHECK(result.patches[0].state == PatchState::upstreamed);
  REQUIRE(result.patches[0].upstreamed_by);
  CHECK(result.patches[0].upstreamed_by->commit.id.hex() == scene.origin);
  CHECK(result.patches[0].upstreamed_by->how == queue::Evidence::cherry_picked);
  // What the hand added goes with it, but not unsaid.
  REQUIRE(result.patches[0].notes.size() == 1);
  CHECK_THAT(result.patches[0].notes[0], ContainsSubstring("1 line that it adds is not in that commit"));
  CHECK(scene.file_in(result.tree, "a") == lines_with({{3, "trois"}, {15, "fifteen"}}));
}

TEST_CASE("a pick stays if upstream has reverted its commit, and leaves if the revert was reverted") {
  AdaptedPick scene;
  const std::string revert = scene.upstream("a", lines_with({{3, "drei"}}),
                                            "Revert \"In French\"\n\nThis reverts commit " + scene.origin + ".\n");
  CHECK(scene.replay().patches[0].state == PatchState::conflict);
  scene.upstream("a", lines_with({{3, "trois"}}), "Again\n\nThis reverts commit " + revert + ".\n");
  scene.reopen();
  CHECK(scene.replay().patches[0].state == PatchState::upstreamed);
}

TEST_CASE(
    "a pick whose commit upstream has not reached, or that was picked from elsewhere, is a patch like any other") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "trois"}}), picked_from(std::string(40, 'e')));
  scene.upstream("a", lines_with({{15, "fifteen"}}), "Fifteen\n");
  CHECK(scene.replay().patches[0].state == PatchState::clean);
}

TEST_CASE("a pick that also changes a file of its own is not dropped: that it was picked is a hint") {
  ForkedQueue scene({{"a", lines_with()}, {"b", lines_with({{1, "of b"}})}});
  scene.upstream("a", lines_with({{3, "drei"}}), "In German\n");
  const std::string origin = scene.upstream("a", lines_with({{3, "trois"}}), "In French\n");
  scene.repo.checkout("queue");
  scene.repo.write("b", lines_with({{1, "of b"}, {9, "nine"}}));
  scene.patch("a", lines_with({{3, "trois, adapted"}}), picked_from(origin));
  const queue::ReplayResult result = scene.replay();
  REQUIRE(result.patches.size() == 1);
  CHECK(result.patches[0].state == PatchState::conflict);
  CHECK(result.patches[0].likely_upstreamed);
  REQUIRE(result.patches[0].upstreamed_by);
  CHECK(result.patches[0].upstreamed_by->commit.id.hex() == origin);
}

TEST_CASE("with dedup off a pick stays, whatever upstream has") {
  AdaptedPick scene;
  queue::ReplayOptions options = scene.options();
  options.policy.dedup = queue::ReplayPolicy::Dedup::off;
  CHECK(scene.replay(options).patches[0].state == PatchState::conflict);
}

TEST_CASE("a stop at another patch before the picked commit settles the pick, which conflicts there") {
  ForkedQueue scene({{"a", lines_with()}, {"b", lines_with({{1, "of b"}})}});
  scene.upstream("a", lines_with({{3, "drei"}}), "In German\n");
  const std::string culprit = scene.upstream("b", lines_with({{1, "of b"}, {9, "neun"}}), "Nine in German\n");
  const std::string origin = scene.upstream("a", lines_with({{3, "trois"}}), "In French\n");
  scene.patch("a", lines_with({{3, "trois, adapted"}}), picked_from(origin));
  scene.patch("b", lines_with({{1, "of b"}, {9, "nine"}}), "Nine\n");
  queue::ReplayOptions options = scene.options();
  options.policy.on_conflict = queue::ReplayPolicy::OnConflict::stop;
  const queue::ReplayResult result = scene.replay(options);
  REQUIRE(result.stop);
  CHECK(result.stop->onto.hex() == culprit);
  CHECK(result.stop->patch == 1);
  REQUIRE(result.stop->settled.size() == 1);
  CHECK(result.stop->settled[0].state == PatchState::upstreamed);
  REQUIRE(result.stop->culprit);
  CHECK(result.stop->culprit->id.hex() == culprit);
}

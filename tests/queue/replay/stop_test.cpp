#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <vector>

#include "forked_queue.hpp"
#include "support/forked_repo.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using queue::PatchState;
using queue::ReplayOptions;
using queue::ReplayStop;

namespace {

ReplayStop stop_of(ForkedQueue& scene, ReplayOptions options) {
  options.policy.on_conflict = queue::ReplayPolicy::OnConflict::stop;
  const queue::ReplayResult result = scene.replay(options);
  REQUIRE(result.stop);
  return *result.stop;
}

ReplayStop stop_of(ForkedQueue& scene) { return stop_of(scene, scene.options()); }

std::vector<git::Oid> originals_of(const ReplayStop& stop) {
  std::vector<git::Oid> originals;
  originals.reserve(stop.todo.size());
  for (const ReplayStop::Todo& todo : stop.todo) originals.push_back(todo.original);
  return originals;
}

}  // namespace

TEST_CASE("a queue stops at the earliest commit that breaks one of its patches") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.patch("a", lines_with({{3, "three"}, {15, "fifteen"}}), "Fifteen\n");
  const std::string first = scene.upstream("a", lines_with({{15, "fuenfzehn"}}), "Fifteen in German\n");
  scene.upstream("a", lines_with({{3, "drei"}, {15, "fuenfzehn"}}), "Three in German\n");
  const ReplayStop stop = stop_of(scene);
  CHECK(stop.onto.hex() == first);
  CHECK(stop.patch == 1);
  REQUIRE(stop.settled.size() == 1);
  CHECK(stop.settled[0].commit == scene.queue()[0]);
  CHECK(stop.settled[0].state == PatchState::clean);
  CHECK(stop.tip == stop.settled[0].new_commit);
  CHECK(originals_of(stop) == std::vector{scene.queue()[1]});
}

TEST_CASE("a queue that conflicts already before the culprit stops at the target") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.patch("a", lines_with({{3, "three"}, {15, "fifteen"}}), "Fifteen\n");
  scene.upstream("a", lines_with({{15, "fuenfzehn"}}), "Fifteen in German\n");
  scene.upstream("a", lines_with({{3, "drei"}, {15, "fuenfzehn"}}), "Three in German\n");
  const std::string last = scene.upstream("a", lines_with({{3, "drei"}}), "Fifteen in English again\n");
  const ReplayStop stop = stop_of(scene);
  CHECK(stop.onto.hex() == last);
  CHECK(stop.patch == 0);
  CHECK(stop.tip.hex() == last);
  CHECK(originals_of(stop) == scene.queue());
}

TEST_CASE("a queue does not stop for a patch that upstream takes later") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.patch("a", lines_with({{3, "three"}, {15, "fifteen"}}), "Fifteen\n");
  const std::string culprit =
      scene.upstream("a", lines_with({{3, "drei"}, {15, "fuenfzehn"}}), "Three and fifteen in German\n");
  scene.upstream("a", lines_with({{3, "three"}, {15, "fuenfzehn"}}), "Three in English\n");
  const ReplayStop stop = stop_of(scene);
  CHECK(stop.onto.hex() == culprit);
  CHECK(stop.patch == 1);
  REQUIRE(stop.settled.size() == 1);
  CHECK(stop.settled[0].state == PatchState::upstreamed);
  CHECK_FALSE(stop.settled[0].new_commit);
  CHECK(originals_of(stop) == std::vector{scene.queue()[1]});
}

TEST_CASE("at a stop a patch that the culprit itself takes is settled as upstreamed, an empty one is kept") {
  ForkedQueue scene;
  scene.repo.checkout("queue");
  scene.repo.commit("Nothing at all\n");
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.patch("a", lines_with({{3, "three"}, {15, "fifteen"}}), "Fifteen\n");
  const std::string culprit = scene.upstream("a", lines_with({{3, "three"}, {15, "fuenfzehn"}}), "Take three\n");
  const ReplayStop stop = stop_of(scene);
  CHECK(stop.onto.hex() == culprit);
  CHECK(stop.patch == 2);
  REQUIRE(stop.settled.size() == 2);
  CHECK(stop.settled[0].state == PatchState::clean);
  CHECK(stop.settled[0].new_commit == stop.tip);
  CHECK(stop.settled[1].state == PatchState::upstreamed);
  CHECK_FALSE(stop.settled[1].new_commit);
  REQUIRE(stop.settled[1].upstreamed_by);
  CHECK(stop.settled[1].upstreamed_by->commit.id.hex() == culprit);
}

TEST_CASE("at a stop a patch that followed a rename of the culprit is settled as moved") {
  ForkedQueue scene({{"a", lines_with()}, {"b", lines_with({{1, "of b"}})}});
  scene.patch("b", lines_with({{1, "of b"}, {3, "three"}}), "Three\n");
  scene.patch("a", lines_with({{15, "fifteen"}}), "Fifteen\n");
  scene.repo.checkout("main");
  scene.move("b", "moved");
  const std::string culprit = scene.upstream("a", lines_with({{15, "fuenfzehn"}}), "Move b, and German\n");
  const ReplayStop stop = stop_of(scene);
  CHECK(stop.onto.hex() == culprit);
  REQUIRE(stop.settled.size() == 1);
  CHECK(stop.settled[0].state == PatchState::moved);
  CHECK(scene.file_in(stop.tree, "moved") == lines_with({{1, "of b"}, {3, "three"}}));
}

TEST_CASE("at a stop of a direct replay a later patch that upstream has is settled, the others are to do") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.patch("b", "new\n", "Add b\n");
  scene.patch("c", "new\n", "Add c\n");
  scene.upstream("a", lines_with({{3, "drei"}}), "German\n");
  const std::string taken = scene.upstream("b", "new\n", "Take b\n");
  const ReplayStop stop = stop_of(scene, scene.direct());
  CHECK(stop.onto == scene.upstream_tip());
  CHECK(stop.patch == 0);
  REQUIRE(stop.settled.size() == 1);
  CHECK(stop.settled[0].commit == scene.queue()[1]);
  CHECK(stop.settled[0].state == PatchState::upstreamed);
  REQUIRE(stop.settled[0].upstreamed_by);
  CHECK(stop.settled[0].upstreamed_by->commit.id.hex() == taken);
  CHECK(originals_of(stop) == std::vector{scene.queue()[0], scene.queue()[2]});
}

TEST_CASE("a queue is carried commit by commit to the one before the culprit, and from there onto it") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}, {10, "ten"}}), "Three and ten\n");
  scene.patch("a", lines_with({{3, "three"}, {10, "ten"}, {17, "seventeen"}}), "Seventeen\n");
  scene.upstream("a", lines_with({{3, "three"}}), "Take three\n");
  const std::string culprit = scene.upstream("a", lines_with({{3, "drei"}, {17, "siebzehn"}}), "German\n");
  const ReplayStop stop = stop_of(scene);
  CHECK(stop.onto.hex() == culprit);
  CHECK(stop.patch == 1);
  REQUIRE(stop.settled.size() == 1);
  CHECK(stop.settled[0].new_commit == stop.tip);
  CHECK(scene.file_in(scene.store().tree_of(stop.tip), "a") ==
        lines_with({{3, "drei"}, {10, "ten"}, {17, "siebzehn"}}));
}

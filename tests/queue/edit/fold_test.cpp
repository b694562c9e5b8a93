#include <cstddef>
#include <optional>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/queue/edit/edited_queue.hpp>
#include <mlxpatch/queue/edit/fold.hpp>
#include <mlxpatch/queue/edit/rearrange.hpp>
#include <mlxpatch/queue/edit/reword.hpp>
#include <support/forked_repo.hpp>
#include <support/ids.hpp>

#include "replay/forked_queue.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using queue::EditedQueue;
using queue::Rearranged;
using Places = std::vector<std::optional<std::size_t>>;

namespace {

/// Four patches: the third builds on the first, the others are for themselves.
void make_four(ForkedQueue& scene) {
  scene.patch("a", lines_with({{3, "three"}}), "Change three\n");
  scene.patch("a", lines_with({{3, "three"}, {17, "seventeen"}}), "Change seventeen\n");
  scene.patch("a", lines_with({{3, "THREE"}, {17, "seventeen"}}), "Change three again\n");
  scene.patch("b", "b\n", "Add b\n");
}

Rearranged fold(ForkedQueue& scene, const queue::Folding& folding) {
  return queue::fold(scene.store(), scene.queue(), id_of(scene.base), folding, scene.direct());
}

}  // namespace

TEST_CASE("a later patch is folded into an earlier one, which keeps its place, message and author") {
  ForkedQueue scene;
  make_four(scene);
  const Rearranged made = fold(scene, {{2}, 0});
  CHECK(made.obstacles.empty());
  CHECK(made.from == Places{0, 1, 3});
  CHECK(made.tree == id_of(scene.repo.tree("queue")));
  const git::Commit folded = scene.store().commit(made.commits[0]);
  CHECK(folded.subject() == "Change three");
  CHECK(scene.file_in(folded.tree, "a") == lines_with({{3, "THREE"}}));
}

TEST_CASE("an earlier patch is folded into a later one, and several into one between them") {
  ForkedQueue scene;
  make_four(scene);
  const Rearranged later = fold(scene, {{0}, 2});
  CHECK(later.obstacles.empty());
  CHECK(later.from == Places{1, 2, 3});
  CHECK(later.tree == id_of(scene.repo.tree("queue")));
  CHECK(scene.file_in(scene.store().commit(later.commits[0]).tree, "a") == lines_with({{17, "seventeen"}}));
  const Rearranged all = fold(scene, {{3, 0, 2}, 1});
  CHECK(all.obstacles.empty());
  CHECK(all.from == Places{1});
  CHECK(all.tree == id_of(scene.repo.tree("queue")));
  CHECK(scene.store().commit(all.commits[0]).subject() == "Change seventeen");
}

TEST_CASE("a patch that does not commute with one in between is not folded") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Change three\n");
  scene.patch("a", lines_with({{3, "THREE"}}), "Change three again\n");
  scene.patch("a", lines_with({{3, "3"}}), "Change three once more\n");
  const Rearranged made = fold(scene, {{2}, 0});
  REQUIRE(made.obstacles.size() >= 1);
  CHECK(made.obstacles.front().patch == 2);
  CHECK(made.obstacles.front().over == std::vector<std::size_t>{1});
}

TEST_CASE("another message or name of a patch changes no tree, and the commits below it stay") {
  ForkedQueue scene;
  make_four(scene);
  const EditedQueue made =
      queue::reword(scene.store(), scene.queue(), id_of(scene.base), {1, "Say more\n\nWhy.\n", {}}, scene.direct());
  CHECK(made.from == Places{0, 1, 2, 3});
  CHECK(made.tree == id_of(scene.repo.tree("queue")));
  CHECK(made.commits[0] == scene.queue()[0]);
  const git::Commit reworded = scene.store().commit(made.commits[1]);
  CHECK(reworded.message == "Say more\n\nWhy.\n\nPatch-Name: Change-seventeen.patch\n");
  CHECK(reworded.tree == scene.store().commit(scene.queue()[1]).tree);
  const EditedQueue renamed =
      queue::reword(scene.store(), scene.queue(), id_of(scene.base), {1, {}, "other.patch"}, scene.direct());
  CHECK(scene.store().commit(renamed.commits[1]).message == "Change seventeen\n\nPatch-Name: other.patch\n");
}

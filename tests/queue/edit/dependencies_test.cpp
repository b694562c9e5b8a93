#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/queue/edit/dependencies.hpp>
#include <support/forked_repo.hpp>
#include <support/git_repo.hpp>

#include "replay/forked_queue.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using queue::Dependencies;
using queue::Need;
using Indices = std::vector<std::size_t>;
using Needs = std::vector<Need>;

namespace {

Dependencies dependencies(ForkedQueue& scene) {
  return queue::find_dependencies(scene.store(), scene.queue(), scene.direct());
}

/// A patch that changes the worktree as it likes.
void change(const ForkedQueue& scene, const std::function<void()>& edit) {
  scene.repo.checkout("queue");
  edit();
  scene.repo.commit("Change\n");
}

}  // namespace

TEST_CASE("patches of the same line need each other, and of all only the nearest directly") {
  ForkedQueue scene;
  for (const char* word : {"three", "THREE", "Three"}) scene.patch("a", lines_with({{3, word}}), "Change three\n");
  const Dependencies found = dependencies(scene);
  CHECK(found.needs_of(0).empty());
  CHECK(found.needs_of(1) == Needs{{0, {"a"}}});
  CHECK(found.needs_of(2) == Needs{{1, {"a"}}});
  CHECK(found.all_needs_of(2) == Indices{0, 1});
  CHECK(found.needing(0) == Indices{1});
  CHECK(found.all_needing(0) == Indices{1, 2});
}

TEST_CASE("adjacent lines do not commute, lines with one between them do, whatever the context") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.patch("a", lines_with({{3, "three"}, {5, "five"}}), "Five\n");
  scene.patch("a", lines_with({{3, "three"}, {5, "five"}, {6, "six"}}), "Six\n");
  const Dependencies found = dependencies(scene);
  CHECK(found.needs_of(1).empty());
  CHECK(found.needs_of(2) == Needs{{1, {"a"}}});
}

TEST_CASE("what lies between and does not matter stays below") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.patch("a", lines_with({{3, "three"}, {10, "ten"}}), "Ten\n");
  scene.patch("a", lines_with({{3, "THREE"}, {10, "ten"}}), "Three again\n");
  CHECK(dependencies(scene).needs_of(2) == Needs{{0, {"a"}}});
}

TEST_CASE("a need that follows from another one is not a direct one") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}, {15, "fifteen"}}), "Both\n");
  scene.patch("a", lines_with({{3, "THREE"}, {15, "fifteen"}}), "Three\n");
  scene.patch("a", lines_with({{3, "Three"}, {15, "Fifteen"}}), "Both again\n");
  const Dependencies found = dependencies(scene);
  CHECK(found.needs_of(2) == Needs{{1, {"a"}}});
  CHECK(found.all_needs_of(2) == Indices{0, 1});
}

TEST_CASE("a patch that would merge and lose part of its change needs the other one") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "line 3\nadded"}}), "Add a line\n");
  scene.patch("a", lines_with({{17, "seventeen"}}), "Take the line out, change another\n");
  CHECK(dependencies(scene).needs_of(1) == Needs{{0, {"a"}}});
}

TEST_CASE("the files where two patches may meet are named, others that both change are not") {
  ForkedQueue scene({{"a", lines_with()}, {"b", lines_with()}});
  change(scene, [&] {
    scene.repo.write("a", lines_with({{3, "three"}}));
    scene.repo.write("b", lines_with({{3, "three"}}));
  });
  change(scene, [&] {
    scene.repo.write("a", lines_with({{3, "three"}, {15, "fifteen"}}));
    scene.repo.write("b", lines_with({{4, "four"}}));
  });
  CHECK(dependencies(scene).needs_of(1) == Needs{{0, {"b"}}});
}

TEST_CASE("a new file, an edit of it and its removal need each other") {
  ForkedQueue scene;
  scene.patch("b", lines_with(), "Add b\n");
  scene.patch("a", lines_with({{3, "three"}}), "Edit a\n");
  scene.patch("b", lines_with({{3, "three"}}), "Edit b\n");
  scene.patch("b", "", "Remove b\n");
  const Dependencies found = dependencies(scene);
  CHECK(found.needs_of(1).empty());
  CHECK(found.needs_of(2) == Needs{{0, {"b"}}});
  CHECK(found.needs_of(3) == Needs{{2, {"b"}}});
}

TEST_CASE("the first lines of an empty file, and the end of a file") {
  ForkedQueue scene({{"a", "one\ntwo\nthree\n"}, {"empty", ""}});
  scene.patch("empty", "first\n", "First\n");
  scene.patch("empty", "first\nsecond\n", "Second\n");
  scene.patch("a", "zero\none\ntwo\nthree\n", "At the beginning\n");
  scene.patch("a", "zero\none\ntwo\nthree\nfour\n", "At the end\n");
  scene.patch("a", "zero\none\ntwo\nthree\nfour", "Without the newline\n");
  const Dependencies found = dependencies(scene);
  CHECK(found.needs_of(1) == Needs{{0, {"empty"}}});
  CHECK(found.needs_of(3).empty());
  CHECK(found.needs_of(4) == Needs{{3, {"a"}}});
}

TEST_CASE("a patch that edits a file needs the one that moved it there, and one that moves it the edit") {
  ForkedQueue scene;
  change(scene, [&] { scene.repo.git({"mv", "a", "b"}); });
  scene.patch("b", lines_with({{3, "three"}}), "Edit b\n");
  change(scene, [&] { scene.repo.git({"mv", "b", "c"}); });
  const Dependencies found = dependencies(scene);
  CHECK(found.needs_of(1) == Needs{{0, {"b"}}});
  CHECK(found.needs_of(2) == Needs{{1, {"b"}}});
}

TEST_CASE("a file in a directory that another patch moved there needs that patch, as in git's merges") {
  ForkedQueue scene({{"lib/a", lines_with()}, {"lib/b", lines_with({{1, "b"}})}, {"z", "z\n"}});
  change(scene, [&] { scene.repo.git({"mv", "lib", "src"}); });
  scene.patch("src/new", "new\n", "Add a file there\n");
  scene.patch("other/new", "new too\n", "Add a file elsewhere\n");
  const Dependencies found = dependencies(scene);
  CHECK(found.needs_of(1) == Needs{{0, {"src/new"}}});
  CHECK(found.needs_of(2).empty());
}

TEST_CASE("a mode and the lines of a file commute, two changes of the mode do not") {
  ForkedQueue scene;
  change(scene, [&] { scene.repo.write_executable("a", lines_with()); });
  change(scene, [&] { scene.repo.write_executable("a", lines_with({{3, "three"}})); });
  change(scene, [&] {
    scene.repo.remove("a");
    scene.repo.write("a", lines_with({{3, "three"}, {15, "fifteen"}}));
  });
  const Dependencies found = dependencies(scene);
  CHECK(found.needs_of(1).empty());
  CHECK(found.needs_of(2) == Needs{{0, {"a"}}});
}

TEST_CASE("a directory in the place of a file that another patch removed") {
  ForkedQueue scene({{"a", "a\n"}, {"d", "a file\n"}});
  scene.patch("d", "", "Remove d\n");
  scene.patch("a", "A\n", "Edit a\n");
  scene.patch("d/x", "x\n", "A directory d\n");
  CHECK(dependencies(scene).needs_of(2) == Needs{{0, {"d/x"}}});
}

TEST_CASE("binary files, and texts that attributes keep from being merged, have no far ends") {
  const std::string zero(1, '\0');
  ForkedQueue scene({{".gitattributes", "a -merge\n"}, {"a", lines_with()}, {"b", zero + lines_with()}});
  scene.patch("a", lines_with({{3, "three"}}), "Edit a\n");
  scene.patch("a", lines_with({{3, "three"}, {17, "seventeen"}}), "Edit a again\n");
  scene.patch("b", zero + lines_with({{3, "three"}}), "Edit b\n");
  scene.patch("b", zero + lines_with({{3, "three"}, {17, "seventeen"}}), "Edit b again\n");
  const Dependencies found = dependencies(scene);
  CHECK(found.needs_of(1) == Needs{{0, {"a"}}});
  CHECK(found.needs_of(2).empty());
  CHECK(found.needs_of(3) == Needs{{2, {"b"}}});
}

TEST_CASE("a patch that changes nothing needs none, and an empty queue has no needs") {
  ForkedQueue scene;
  CHECK(queue::find_dependencies(scene.store(), {}, scene.direct()).patches() == 0);
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  change(scene, [] {});
  const Dependencies found = dependencies(scene);
  CHECK(found.patches() == 2);
  CHECK(found.needs_of(1).empty());
}

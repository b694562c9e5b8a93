#include <cstddef>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/queue/edit/edited_queue.hpp>
#include <mlxpatch/queue/edit/split.hpp>
#include <support/forked_repo.hpp>
#include <support/ids.hpp>

#include "replay/forked_queue.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using queue::EditedQueue;
using queue::PatchPiece;
using Indices = std::vector<std::size_t>;

namespace {

EditedQueue split(ForkedQueue& scene, std::size_t place, const Indices& pieces) {
  return queue::split(scene.store(), scene.queue(), id_of(scene.base), {place, pieces, "Second part\n", "second.patch"},
                      scene.direct());
}

std::vector<std::string> paths_of(const std::vector<PatchPiece>& pieces) {
  std::vector<std::string> paths;
  paths.reserve(pieces.size());
  for (const PatchPiece& piece : pieces) paths.push_back(piece.path);
  return paths;
}

/// The tree that `git apply` makes of these pieces of changed text files on a commit's parent.
std::string tree_by_git(const ForkedQueue& scene, const std::string& commit, const std::vector<PatchPiece>& pieces) {
  std::string diff;
  std::string path;
  for (const PatchPiece& piece : pieces) {
    if (piece.path != path) {
      path = piece.path;
      diff += fmt::format("diff --git a/{0} b/{0}\n--- a/{0}\n+++ b/{0}\n", path);
    }
    diff += piece.text;
  }
  scene.repo.git({"read-tree", commit + "^"});
  if (!diff.empty()) scene.repo.git({"apply", "--cached", "--recount"}, diff);
  return scene.repo.git({"write-tree"});
}

}  // namespace

TEST_CASE("a hunk of a patch becomes a patch of its own after it, and the later ones keep their trees") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}, {17, "seventeen"}}), "Change two lines\n");
  scene.patch("a", lines_with({{3, "THREE"}, {17, "seventeen"}}), "Change one again\n");
  const EditedQueue made = split(scene, 0, {0});
  REQUIRE(made.commits.size() == 3);
  CHECK(made.from == std::vector<std::optional<std::size_t>>{0, std::nullopt, 1});
  CHECK(made.tree == id_of(scene.repo.tree("queue")));
  const git::Commit first = scene.store().commit(made.commits[0]);
  const git::Commit second = scene.store().commit(made.commits[1]);
  CHECK(scene.file_in(first.tree, "a") == lines_with({{17, "seventeen"}}));
  CHECK(scene.file_in(second.tree, "a") == lines_with({{3, "three"}, {17, "seventeen"}}));
  CHECK(first.subject() == "Change two lines");
  CHECK(second.message == "Second part\n\nPatch-Name: second.patch\n");
  CHECK(second.author == first.author);
}

TEST_CASE("the pieces of a patch are its hunks, and the files that have none") {
  ForkedQueue scene({{"a", lines_with({})}, {"b", "b\n"}, {"c", "c\n"}, {"run", "run\n"}});
  const GitRepo& repo = scene.repo;
  repo.git({"checkout", "--quiet", "queue"});
  repo.write("a", lines_with({{3, "three"}, {17, "seventeen"}}));
  repo.write("binary", std::string("\0\1", 2));
  repo.write("new", "new\n");
  repo.remove("b");
  repo.remove("c");
  repo.symlink("c", "a");
  repo.git({"add", "--all"});
  repo.git({"update-index", "--chmod=+x", "run"});
  repo.git({"commit", "--quiet", "--message", "Many kinds"});
  const std::vector<PatchPiece> pieces = queue::pieces_of(scene.store(), scene.queue().front());
  CHECK(paths_of(pieces) == std::vector<std::string>{"a", "a", "b", "binary", "c", "new", "run"});
  CHECK(pieces[0].text.starts_with("@@ -1,6 +1,6 @@"));
  CHECK(pieces[3].text.empty());
  CHECK(pieces[4].text.empty());
  for (std::size_t piece = 0; piece < pieces.size(); ++piece) {
    CAPTURE(piece);
    const EditedQueue made = split(scene, 0, {piece});
    CHECK(made.tree == id_of(repo.tree("queue")));
    const git::Oid between = scene.store().commit(made.commits[0]).tree;
    const auto leaving = objects::changes_between(scene.store(), between, made.tree);
    REQUIRE(leaving.size() == 1);
    CHECK(leaving.front().path == pieces[piece].path);
  }
}

TEST_CASE("what stays of a split patch is what git makes of the hunks that stay") {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::string before;
    std::string after;
    for (int line = 0; line < 60; ++line) {
      const std::string text = "line " + std::to_string(random() % 12) + "\n";
      before += text;
      const auto kind = random() % 14;
      if (kind == 0) continue;
      after += kind == 1 ? "changed " + std::to_string(line) + "\n" : text;
      if (kind == 2) after += "added\n";
    }
    if (seed % 3 == 0) after.pop_back();
    if (seed % 5 == 0) before.pop_back();
    ForkedQueue scene({{"a", before}, {"z", "z\n"}});
    scene.repo.git({"checkout", "--quiet", "queue"});
    scene.repo.write("z", "Z\n");
    scene.patch("a", after, "Change\n");
    const std::vector<PatchPiece> pieces = queue::pieces_of(scene.store(), scene.queue().front());
    Indices leaving;
    std::vector<PatchPiece> staying;
    for (std::size_t piece = 0; piece < pieces.size(); ++piece) {
      if (random() % 2 == 0) {
        leaving.push_back(piece);
      } else {
        staying.push_back(pieces[piece]);
      }
    }
    const EditedQueue made = split(scene, 0, leaving);
    CHECK(scene.store().commit(made.commits[0]).tree.hex() == tree_by_git(scene, "queue", staying));
    CHECK(made.tree == id_of(scene.repo.tree("queue")));
  }
}

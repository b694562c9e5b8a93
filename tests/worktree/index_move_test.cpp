#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/worktree/index_move.hpp>
#include <support/command.hpp>

#include "worktree_fixture.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;

namespace {

/// Trees with `a` changed, `gone` removed and `new` added; the index has the first, the worktree something else.
struct IndexFixture : WorktreeFixture {
  git::Oid before, after;

  IndexFixture() {
    for (const char* name : {"a", "b", "gone"}) repo.write(name, "one\n");
    before = commit_all("before");
    repo.write("a", "two\n");
    repo.remove("gone");
    repo.write("new", "new\n");
    after = commit_all("after");
    repo.git({"reset", "--quiet", "--hard", "HEAD~1"});
    repo.write("a", "mine\n");
    repo.write("b", "mine\n");
    repo.git({"add", "b"});
  }
  Paths move(const git::Oid& from, const git::Oid& to) {
    worktree::IndexMove move(repository, store, {from, to});
    Paths left = move.commit();
    move.finish();
    return left;
  }
  std::string staged() const { return repo.git({"diff", "--cached", "--name-status"}); }
};

}  // namespace

TEST_CASE("an index moves at the paths that differ, and neither files nor what else is staged are touched") {
  IndexFixture scene;
  CHECK(scene.move(scene.before, scene.after).empty());
  CHECK(scene.staged() == "M\ta\nM\tb\nD\tgone\nA\tnew");
  CHECK(scene.repo.git({"show", ":a"}) == "two");
  CHECK(scene.repo.read("a") == "mine\n");
  CHECK(scene.repo.read("gone") == "one\n");
  CHECK(scene.move(scene.before, scene.after).empty());
  CHECK(scene.move(scene.after, scene.before).empty());
  CHECK(scene.staged() == "M\tb");
}

TEST_CASE("an index that moves leaves alone what somebody has staged, or not merged") {
  IndexFixture scene;
  scene.repo.git({"add", "a"});
  CHECK(worktree::staged_otherwise(scene.repository, scene.store, {scene.before, scene.after}) == Paths{"a"});
  CHECK(scene.move(scene.before, scene.after) == Paths{"a"});
  CHECK(scene.repo.git({"show", ":a"}) == "mine");
  const std::string blob = scene.repo.git({"hash-object", "-w", "--stdin"}, "one\n");
  scene.repo.git({"update-index", "--index-info"},
                 "0 " + std::string(40, '0') + "\tnew\n100644 " + blob + " 1\tnew\n100644 " + blob + " 2\tnew\n");
  CHECK(scene.move(scene.after, scene.before) == Paths{"a", "new"});
}

TEST_CASE("a file that is only intended to be added counts as one that the index does not have") {
  IndexFixture scene;
  scene.repo.write("new", "more\n");
  scene.repo.git({"add", "--intent-to-add", "new"});
  CHECK(worktree::staged_otherwise(scene.repository, scene.store, {scene.before, scene.after}).empty());
  CHECK(scene.move(scene.before, scene.after).empty());
  CHECK(scene.repo.git({"show", ":new"}) == "new");
}

TEST_CASE("a change in the second in which the index was written is seen by git after a move, too") {
  IndexFixture scene;
  const auto at = [&](const std::string& file, const std::string& time) {
    REQUIRE(run_command({"touch", "-d", time, (scene.repo / file).string()}).exit == 0);
  };
  // Most builds of git compare whole seconds, and these sizes are equal.
  scene.repo.git({"config", "core.trustctime", "false"});
  scene.repo.git({"reset", "--quiet", "--hard"});
  at("b", "2026-01-02 03:04:05.1");
  scene.repo.git({"update-index", "--refresh"});
  at(".git/index", "2026-01-02 03:04:05.2");
  scene.repo.write("b", "two\n");
  at("b", "2026-01-02 03:04:05.3");
  CHECK(scene.move(scene.before, scene.after).empty());
  CHECK(scene.repo.git({"diff", "--name-only"}).find('b') != std::string::npos);
}

TEST_CASE("an index that was moved goes back by renaming, or by itself if nobody finishes it") {
  IndexFixture scene;
  {
    worktree::IndexMove move(scene.repository, scene.store, {scene.before, scene.after});
    CHECK(move.commit().empty());
    CHECK(move.take_back());
  }
  CHECK(scene.staged() == "M\tb");
  {
    worktree::IndexMove move(scene.repository, scene.store, {scene.before, scene.after});
    CHECK(move.commit().empty());
    CHECK(scene.staged() != "M\tb");
  }
  CHECK(scene.staged() == "M\tb");
}

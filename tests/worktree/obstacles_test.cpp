#include <filesystem>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/worktree/checkout.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>

#include "worktree_fixture.hpp"

using namespace mlxpatch::git;
using namespace mlxpatch::worktree;
using namespace mlxpatch::tests;
using Fixture = WorktreeFixture;
namespace fs = std::filesystem;

TEST_CASE("obstacles are changed, untracked and ignored files in the way, and nothing else") {
  Fixture f;
  f.repo.write(".gitignore", "*.o\n");
  f.repo.write("a", "1\n");
  f.repo.write("b", "1\n");
  f.repo.write("same", "1\n");
  f.repo.write("deleted", "1\n");
  f.repo.write("unrelated", "1\n");
  const Oid before = f.commit_all("before");
  f.repo.write("a", "2\n");
  fs::remove(f.repo / "b");
  f.repo.write("same", "2\n");
  f.repo.write("deleted", "2\n");
  f.repo.write("new", "2\n");
  f.repo.git({"add", "-A"});
  f.repo.write("x.o", "2\n");
  f.repo.git({"add", "-f", "x.o"});
  f.repo.git({"commit", "-qm", "after"});
  const Oid after = *Oid::from_hex(f.repo.tree());
  f.go(after, before);
  CHECK(f.obstacles(before, after).empty());

  f.repo.write("a", "mine\n");
  f.repo.write("b", "mine\n");
  f.repo.write("same", "2\n");
  fs::remove(f.repo / "deleted");
  f.repo.write("unrelated", "mine\n");
  f.repo.write("new", "mine\n");
  f.repo.write("x.o", "mine\n");
  CHECK(f.obstacles(before, after) == Paths{"a", "b", "new", "x.o"});
  f.repo.write("new", "2\n");
  f.repo.write("x.o", "2\n");
  CHECK(f.obstacles(before, after) == Paths{"a", "b"});
}

TEST_CASE("a changed mode and a change in the index alone are obstacles") {
  Fixture f;
  f.repo.write("mode", "1\n");
  f.repo.write("staged", "1\n");
  const Oid before = f.commit_all("before");
  f.repo.write("mode", "2\n");
  f.repo.write("staged", "2\n");
  const Oid after = f.commit_all("after");
  f.go(after, before);
  fs::permissions(f.repo / "mode", fs::perms::owner_exec, fs::perm_options::add);
  f.repo.write("staged", "3\n");
  f.repo.git({"add", "staged"});
  f.repo.write("staged", "1\n");
  CHECK(f.obstacles(before, after) == Paths{"mode", "staged"});
}

TEST_CASE("a directory at a file's path and a file at a directory's path are obstacles if they hold work") {
  Fixture f;
  f.repo.write("x", "1\n");
  f.repo.write("folder/a", "1\n");
  const Oid before = f.commit_all("before");
  fs::remove_all(f.repo / "folder");
  f.repo.write("folder", "now a file\n");
  f.repo.write("new", "file\n");
  f.repo.write("other/deep/file", "1\n");
  const Oid after = f.commit_all("after");
  f.go(after, before);
  CHECK(f.obstacles(before, after).empty());
  f.repo.write("folder/sub/mine", "work\n");
  f.repo.write("new/mine", "work\n");
  f.repo.write("other", "work\n");
  CHECK(f.obstacles(before, after) == Paths{"folder/sub/mine", "new/mine", "other"});
  CHECK(checkout(f.repository, f.store, {{before, after}}) == Paths{"folder", "new", "other/deep/file"});
  CHECK(read_bytes(f.repo / "folder/sub/mine") == "work\n");
  CHECK(read_bytes(f.repo / "new/mine") == "work\n");
  fs::remove(f.repo / "folder/sub/mine");
  fs::remove(f.repo / "new/mine");
  fs::remove(f.repo / "other");
  CHECK(f.obstacles(before, after).empty());
  f.go(before, after);
  CHECK(f.repo.status().empty());
}

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/worktree/checkout.hpp>
#include <mlxpatch/worktree/checkout_move.hpp>
#include <mlxpatch/worktree/index_lock.hpp>
#include <mlxpatch/worktree/obstacles.hpp>
#include <mlxpatch/worktree/status.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>

#include "file_swap.hpp"
#include "worktree_directory.hpp"
#include "worktree_fixture.hpp"

using namespace mlxpatch::git;
using namespace mlxpatch::objects;
using namespace mlxpatch::worktree;
using namespace mlxpatch::tests;
using mlxpatch::Error;
using Fixture = WorktreeFixture;
namespace fs = std::filesystem;

namespace {

std::string mode_of(const fs::path& path) {
  return (fs::status(path).permissions() & fs::perms::owner_exec) != fs::perms::none ? "x" : "-";
}

/// Names of the temporaries that a checkout must not leave.
Paths leftovers(const fs::path& directory) {
  Paths found;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.path().filename().string().starts_with(".mlxpatch")) found.push_back(entry.path().string());
  }
  return found;
}

}  // namespace

TEST_CASE("a checkout writes files, modes, links and directories, and git finds the worktree clean") {
  Fixture f;
  f.repo.write("file", "text\n");
  f.repo.write_executable("bin/run", "#!/bin/sh\n");
  f.repo.write("deep/er/file", "deep\n");
  f.repo.write("empty", "");
  fs::create_symlink("file", f.repo / "link");
  fs::create_symlink("nowhere/at/all", f.repo / "broken");
  const Oid tree = f.commit_all("all");
  f.empty_worktree();
  fs::remove(f.repo / ".git/index");

  std::size_t last = 0, total = 0;
  checkout(f.repository, f.store, {{{}, tree}}, [&](std::size_t done, std::size_t all) {
    CHECK(done == last + 1);
    last = done;
    total = all;
  });
  CHECK(last == 6);
  CHECK(total == 6);
  CHECK(f.repo.status().empty());
  CHECK(read_bytes(f.repo / "deep/er/file") == "deep\n");
  CHECK(mode_of(f.repo / "bin/run") == "x");
  CHECK(mode_of(f.repo / "file") == "-");
  CHECK(fs::read_symlink(f.repo / "broken") == "nowhere/at/all");
  CHECK(f.repo.git({"diff-files"}).empty());
  CHECK(leftovers(f.repo.path()).empty());
}

TEST_CASE("a checkout touches only paths that differ, and removes emptied directories") {
  Fixture f;
  f.repo.write("keep", "same\n");
  f.repo.write("change", "old\n");
  f.repo.write("gone/deep/file", "x\n");
  f.repo.write("half/one", "1\n");
  const Oid before = f.commit_all("before");
  fs::remove_all(f.repo / "gone");
  f.repo.write("change", "new\n");
  f.repo.write("fresh/file", "y\n");
  const Oid after = f.commit_all("after");
  f.go(after, before);
  CHECK(f.repo.status().empty());
  f.repo.write("half/untracked", "mine\n");
  const auto kept = fs::last_write_time(f.repo / "keep");
  f.go(before, after);
  CHECK((fs::last_write_time(f.repo / "keep") == kept));  // not every library can print a file time
  CHECK(read_bytes(f.repo / "change") == "new\n");
  CHECK_FALSE(fs::exists(f.repo / "gone"));
  CHECK(fs::exists(f.repo / "fresh/file"));
  CHECK(read_bytes(f.repo / "half/untracked") == "mine\n");
  CHECK(f.repo.status() == "?? half/untracked");
}

TEST_CASE("random trees follow one another and git finds each one clean") {
  Fixture f;
  std::mt19937 random(11);
  std::vector<Oid> trees;
  for (int i = 0; i < 12; ++i) {
    f.empty_worktree();
    std::set<std::string> files;
    for (int n = 0; n < 40; ++n) {
      const std::string folder = std::string(1, static_cast<char>('a' + random() % 3));
      // "a" may be a file, a directory, or a link, from one tree to the next.
      const std::string path =
          random() % 4 == 0 ? folder : folder + "/" + std::to_string(random() % 9) + (random() % 3 == 0 ? "/leaf" : "");
      const bool clashes = std::any_of(files.begin(), files.end(), [&](const std::string& other) {
        return other == path || other.starts_with(path + "/") || path.starts_with(other + "/");
      });
      if (clashes) continue;
      files.insert(path);
      fs::create_directories((f.repo / path).parent_path());
      switch (random() % 4) {
        case 0:
          fs::create_symlink("target" + std::to_string(random() % 3), f.repo / path);
          break;
        case 1:
          f.repo.write_executable(path, std::to_string(random() % 5));
          break;
        default:
          f.repo.write(path, std::to_string(random() % 5));
          break;
      }
    }
    trees.push_back(f.commit_all(std::to_string(i)));
  }
  for (std::size_t i = trees.size(); i-- > 1;) {
    CHECK(f.obstacles(trees[i], trees[i - 1]).empty());
    f.go(trees[i], trees[i - 1]);
    CHECK(f.repo.status().empty());
    CHECK(f.repo.git({"write-tree"}) == trees[i - 1].hex());
  }
  f.go(trees[0], {Oid::from_hex("4b825dc642cb6eb9a060e54bf8d69288fbee4904").value()});
  CHECK(f.repo.status().empty());
  CHECK(std::distance(fs::directory_iterator(f.repo.path()), fs::directory_iterator()) == 1);
}

TEST_CASE("a checkout that fails is taken back, whatever it has done by then") {
  Fixture f;
  f.repo.write("a", "1\n");
  f.repo.write("b", "1\n");
  f.repo.write("c", "1\n");
  f.repo.write("t/file", "1\n");
  const Oid before = f.commit_all("before");
  f.repo.write("a", "2\n");
  fs::remove(f.repo / "b");
  f.repo.write("d/e", "2\n");
  fs::remove_all(f.repo / "t");
  f.repo.write("t", "a file now\n");
  const Oid after = f.commit_all("after");
  f.go(after, before);
  for (std::size_t stop = 1; stop <= 5; ++stop) {
    INFO(stop);
    CHECK_THROWS(checkout(f.repository, f.store, {{before, after}}, [&](std::size_t done, std::size_t) {
      if (done == stop) throw Error("stopped here");
    }));
    CHECK(f.repo.status().empty());
  }
  {
    Checkout checkout(f.repository, f.store, {{before, after}});
    CHECK(checkout.commit().empty());
    CHECK_NOTHROW(f.repo.git({"diff-index", "--cached", "--quiet", after.hex()}));
    CHECK(f.repo.read("a") == "2\n");
    CHECK(fs::is_regular_file(f.repo / "t"));
    CHECK(checkout.take_back());
  }
  CHECK(f.repo.git({"write-tree"}) == before.hex());
  CHECK(f.repo.read("a") == "1\n");
  CHECK(f.repo.read("b") == "1\n");
  CHECK_FALSE(fs::exists(f.repo / "d"));
  CHECK(checkout(f.repository, f.store, {{after, before}}).empty());
  CHECK(f.repo.status().empty());
  CHECK(f.repo.read("t/file") == "1\n");
}

TEST_CASE("taking back gives every byte and the index, and leaves no file behind") {
  Fixture f;
  f.repo.write("a", "1\n");
  f.repo.write("deep/er/b", "1\n");
  f.repo.write_executable("run", "1\n");
  fs::create_symlink("a", f.repo / "link");
  const Oid before = f.commit_all("before");
  f.repo.write("a", "2\n");
  fs::remove_all(f.repo / "deep");
  f.repo.write("new/er/c", "2\n");
  f.repo.write_executable("run", "2\n");
  fs::remove(f.repo / "link");
  fs::create_symlink("run", f.repo / "link");
  f.repo.write(".gitattributes", "*.x text\n");
  const Oid after = f.commit_all("after");
  f.go(after, before);
  {
    Checkout checkout(f.repository, f.store, {{before, after}});
    CHECK(checkout.commit().empty());
    CHECK_NOTHROW(f.repo.git({"diff-index", "--cached", "--quiet", after.hex()}));
    CHECK(checkout.take_back());
  }
  CHECK(f.repo.status().empty());
  CHECK_FALSE(fs::exists(f.repo / "new"));
  CHECK(fs::read_symlink(f.repo / "link") == "a");
}

TEST_CASE("what somebody works on is left alone and named, and the index says what it was to be") {
  Fixture f;
  for (const char* name : {"edited", "gone", "kept", "plain", "removed", "staged"}) f.repo.write(name, "1\n");
  const Oid before = f.commit_all("before");
  for (const char* name : {"edited", "gone", "kept", "plain", "staged"}) f.repo.write(name, "2\n");
  fs::remove(f.repo / "removed");
  f.repo.write("added", "2\n");
  const Oid after = f.commit_all("after");
  f.go(after, before);
  f.repo.write("edited", "mine\n");
  f.repo.write("removed", "mine\n");
  f.repo.write("added", "mine\n");
  f.repo.write("kept", "2\n");  // as it is to be already
  fs::remove(f.repo / "gone");
  f.repo.write("staged", "mine\n");
  f.repo.git({"add", "staged"});

  CHECK(checkout(f.repository, f.store, {{before, after}}) == Paths{"added", "edited", "gone", "removed", "staged"});
  CHECK(f.repo.read("edited") == "mine\n");
  CHECK(f.repo.read("removed") == "mine\n");
  CHECK(f.repo.read("added") == "mine\n");
  CHECK(f.repo.read("staged") == "mine\n");
  CHECK_FALSE(fs::exists(f.repo / "gone"));
  CHECK(f.repo.read("plain") == "2\n");
  f.repo.git({"update-ref", "HEAD", f.repo.git({"commit-tree", "-m", "x", after.hex()})});
  CHECK(f.repo.git({"status", "--porcelain"}) == " M added\n M edited\n D gone\nM  staged\n?? removed");
}

TEST_CASE("a file that is written at the last moment is neither replaced nor lost") {
  Fixture f;
  f.repo.write("a", "1\n");
  f.repo.write("b", "1\n");
  const Oid before = f.commit_all("before");
  f.repo.write("a", "2\n");
  fs::remove(f.repo / "b");
  f.repo.write("c", "2\n");
  const Oid after = f.commit_all("after");
  f.go(after, before);
  // Everything is written; what follows is renaming.
  Checkout checkout(f.repository, f.store, {{before, after}});
  f.repo.write("a", "mine\n");
  f.repo.write("b", "mine\n");
  f.repo.write("c", "mine\n");
  CHECK(checkout.commit() == Paths{"a", "b", "c"});
  checkout.finish();
  for (const char* name : {"a", "b", "c"}) CHECK(f.repo.read(name) == "mine\n");
  f.repo.write("d", "");
  CHECK(f.repo.git({"ls-files", "-o"}) == "b\nd");
}

TEST_CASE("a new directory that somebody makes at the last moment keeps what is in it, and gets what it lacks") {
  Fixture f;
  f.repo.write("a", "1\n");
  const Oid before = f.commit_all("before");
  f.repo.write("empty/c", "2\n");
  f.repo.write("mine/a", "2\n");
  f.repo.write("mine/deep/b", "2\n");
  f.repo.write("taken/d", "2\n");
  f.repo.write("whole/e", "2\n");
  const Oid after = f.commit_all("after");
  f.go(after, before);
  {
    Checkout checkout(f.repository, f.store, {{before, after}});
    fs::create_directory(f.repo / "empty");
    f.repo.write("mine/a", "mine\n");
    f.repo.write("taken", "a file of mine\n");
    CHECK(checkout.commit() == Paths{"mine/a", "taken/d"});
    CHECK(checkout.finish());
  }
  CHECK(f.repo.read("mine/a") == "mine\n");
  CHECK(f.repo.read("taken") == "a file of mine\n");
  for (const char* name : {"empty/c", "mine/deep/b", "whole/e"}) CHECK(f.repo.read(name) == "2\n");
  CHECK_FALSE(fs::exists(f.repo / ".git/mlxpatch-tmp"));
}

TEST_CASE("a file whose new directory is not to be had any more is prepared anew, by itself") {
  const mlxpatch::TemporaryDirectory scratch("mlxpatch-test-");
  const fs::path& root = scratch.path();
  const fs::path temporaries = root / "tmp";
  fs::create_directory(root / "tree");
  {
    WorktreeDirectory directory(root / "tree", temporaries);
    FileSwap swap(directory);
    swap.prepare_whole("d/x", {"1\n"});
    swap.prepare_whole("d/y", {"2\n"});
    CHECK_FALSE(fs::exists(root / "tree/d"));
    fs::create_directory(root / "tree/d");
    CHECK_FALSE(swap.replace("d/x", {}).has_value());
    CHECK_FALSE(swap.is_prepared("d/x"));
    CHECK_FALSE(swap.is_prepared("d/y"));
    for (const char* path : {"d/x", "d/y"}) {
      swap.prepare_whole(path, {"3\n"});
      CHECK(swap.is_prepared(path));
      CHECK(swap.replace(path, {}).has_value());
    }
    CHECK(swap.finish());
  }
  CHECK(read_bytes(root / "tree/d/x") == "3\n");
  CHECK(read_bytes(root / "tree/d/y") == "3\n");
  CHECK_FALSE(fs::exists(temporaries));
}

TEST_CASE("a new directory has the mode and the group that its place gives it") {
  Fixture f;
  f.repo.write("keep/a", "1\n");
  const Oid before = f.commit_all("before");
  f.repo.write("keep/new/deep/b", "2\n");
  const Oid after = f.commit_all("after");
  f.go(after, before);
  REQUIRE(::chmod((f.repo / "keep").c_str(), 02755) == 0);
  fs::create_directory(f.repo / "keep/other");
  CHECK(checkout(f.repository, f.store, {{before, after}}).empty());
  struct stat expected{};
  struct stat made{};
  REQUIRE(::stat((f.repo / "keep/other").c_str(), &expected) == 0);
  for (const char* path : {"keep/new", "keep/new/deep"}) {
    REQUIRE(::stat((f.repo / path).c_str(), &made) == 0);
    CHECK(made.st_mode == expected.st_mode);
    CHECK(made.st_gid == expected.st_gid);
  }
}

TEST_CASE("a new directory that is in place goes with all its files when a later step fails") {
  Fixture f;
  f.repo.write("a", "1\n");
  const Oid before = f.commit_all("before");
  for (const char* name : {"d/a", "d/b/c", "d/z", "z"}) f.repo.write(name, "2\n");
  fs::create_symlink("a", f.repo / "d/link");
  const Oid after = f.commit_all("after");
  f.go(after, before);
  {
    Checkout checkout(f.repository, f.store, {{before, after}});
    for (const std::string& path : leftovers(f.repo / ".git/mlxpatch-tmp")) fs::remove(path);  // of z alone
    CHECK_THROWS_AS(checkout.commit(), Error);
    CHECK(fs::exists(f.repo / "d/b/c"));
    f.repo.write("d/z", "mine\n");
    CHECK_FALSE(checkout.take_back());
  }
  CHECK(f.repo.read("d/z") == "mine\n");
  CHECK(std::distance(fs::directory_iterator(f.repo / "d"), fs::directory_iterator()) == 1);
  CHECK(f.repo.git({"write-tree"}) == before.hex());
  CHECK_FALSE(fs::exists(f.repo / ".git/mlxpatch-tmp"));
}

TEST_CASE("what another run left beside the worktree does not get into a new directory") {
  Fixture f;
  f.repo.write("a", "1\n");
  const Oid before = f.commit_all("before");
  f.repo.write("d/a", "2\n");
  const Oid after = f.commit_all("after");
  f.go(after, before);
  f.repo.write(".git/mlxpatch-tmp/new-0/d/left", "by a killed run\n");
  CHECK(checkout(f.repository, f.store, {{before, after}}).empty());
  CHECK(f.repo.read("d/a") == "2\n");
  CHECK_FALSE(fs::exists(f.repo / "d/left"));
}

TEST_CASE("a stop's conflicts come and go, but not under somebody's hands") {
  Fixture f;
  f.repo.write("edited", "ours\n");
  f.repo.write("own", "ours\n");
  f.repo.write("resolved", "ours\n");
  const Oid tree = f.commit_all("ours");
  const Entry entry{Mode::file, f.store.put(ObjectType::blob, "theirs\n")};
  const auto conflict = [&](const std::string& path) {
    return ConflictedPath{path, {}, entry_at(f.store, tree, path), entry, entry};
  };
  const auto deleted = ConflictedPath{"deleted", entry, {}, entry, entry};
  const std::vector<ConflictedPath> all{conflict("edited"), deleted, conflict("own"), conflict("resolved")};
  CHECK(checkout(f.repository, f.store, {{tree, tree}, {}, all}).empty());
  REQUIRE(worktree_status(f.repository).unmerged == Paths{"deleted", "edited", "own", "resolved"});
  f.repo.write("own", "half resolved\n");
  f.repo.write("resolved", "resolved\n");
  f.repo.git({"add", "resolved"});

  CHECK(checkout(f.repository, f.store, {{tree, tree}, all, {}}) == Paths{"own", "resolved"});
  CHECK(worktree_status(f.repository).unmerged.empty());
  CHECK(f.repo.read("edited") == "ours\n");
  CHECK_FALSE(fs::exists(f.repo / "deleted"));
  CHECK(f.repo.read("own") == "half resolved\n");
  CHECK(f.repo.read("resolved") == "resolved\n");
  CHECK(f.repo.git({"status", "--porcelain"}) == " M own\nM  resolved");
}

TEST_CASE("while a checkout holds the index, git neither commits nor changes it") {
  Fixture f;
  f.repo.write("a", "1\n");
  const Oid before = f.commit_all("before");
  f.repo.write("a", "2\n");
  const Oid after = f.commit_all("after");
  f.repo.write("b", "mine\n");
  {
    Checkout checkout(f.repository, f.store, {{after, before}});
    checkout.commit();
    CHECK_THROWS(f.repo.git({"add", "b"}));
    CHECK_THROWS(f.repo.git({"commit", "-q", "--allow-empty", "-m", "x"}));
    CHECK_FALSE(IndexLock::is_left_behind(f.repository));
    checkout.finish();
  }
  CHECK_FALSE(fs::exists(f.repo / ".git/index.lock"));
  CHECK(f.repo.git({"write-tree"}) == before.hex());
  f.repo.git({"add", "b"});
}

TEST_CASE("a lock of the index that a killed run left goes, with its temporary files, and a git program's stays") {
  Fixture f;
  f.repo.write("a", "1\n");
  f.commit_all("first");
  const fs::path lock = f.repo / ".git/index.lock";
  std::string of_a_dead_process;
  {
    const IndexLock held(f.repository);
    of_a_dead_process = read_bytes(lock);
  }
  // No process has a number as high as that.
  const std::string number = std::to_string(::getpid());
  of_a_dead_process.replace(of_a_dead_process.find(number), number.size(), "2000000000");
  f.repo.write("deep/.mlxpatch-0123456789abcdef.tmp", "half\n");
  f.repo.write("deep/.mlxpatch-notes.tmp", "a person's\n");
  write_bytes(f.repo / ".git/index.mlxpatch", "half");
  write_bytes(lock, of_a_dead_process);
  CHECK(IndexLock::is_left_behind(f.repository));
  {
    const IndexLock taken_over(f.repository);
    CHECK(read_bytes(lock) != of_a_dead_process);
  }
  CHECK_FALSE(fs::exists(lock));
  CHECK_FALSE(fs::exists(f.repo / ".git/index.mlxpatch"));
  CHECK(f.repo.git({"ls-files", "-o"}) == "deep/.mlxpatch-notes.tmp");
  for (const std::string& foreign : {std::string(), of_a_dead_process + "x", std::string("DIRC")}) {
    write_bytes(lock, foreign);
    CHECK_FALSE(IndexLock::remove_left_behind(f.repository));
    CHECK(fs::exists(lock));
  }
}

TEST_CASE("a repeated checkout does not rewrite files that are already right") {
  Fixture f;
  f.repo.write("a", "1\n");
  const Oid before = f.commit_all("before");
  f.repo.write("a", "2\n");
  const Oid after = f.commit_all("after");
  fs::last_write_time(f.repo / "a", fs::file_time_type::clock::now() - std::chrono::hours(1));
  f.repo.git({"update-index", "--refresh"});
  const auto written = fs::last_write_time(f.repo / "a");
  checkout(f.repository, f.store, {{before, after}});
  CHECK((fs::last_write_time(f.repo / "a") == written));
}

TEST_CASE("a change right after a checkout is seen, even of the same size") {
  Fixture f;
  f.repo.write("a", "1\n");
  const Oid before = f.commit_all("before");
  f.repo.write("a", "2\n");
  const Oid after = f.commit_all("after");
  for (int i = 0; i < 20; ++i) {
    checkout(f.repository, f.store, {{after, before}});
    f.repo.write("a", "9\n");
    CHECK(worktree_status(f.repository).modified == Paths{"a"});
    CHECK(f.obstacles(before, after) == Paths{"a"});
    f.repo.write("a", "1\n");
    checkout(f.repository, f.store, {{before, after}});
  }
}

TEST_CASE("line endings are written as core.autocrlf and attributes say, attributes first") {
  Fixture f;
  f.repo.write("a.txt", "one\ntwo\n");
  f.repo.write("b.sh", "one\ntwo\n");
  f.repo.write("id.c", "$Id$\n");
  f.repo.write("z/.gitattributes", "*.txt -text\n");
  f.repo.write("z/raw.txt", "one\ntwo\n");
  f.repo.write(".gitattributes", "*.txt text eol=crlf\n*.sh text eol=lf\n*.c ident\n");
  const Oid tree = f.commit_all("all");
  const std::string id = f.repo.git({"rev-parse", "HEAD:id.c"});
  f.empty_worktree();
  fs::remove(f.repo / ".git/index");
  checkout(f.repository, f.store, {{{}, tree}});
  CHECK(read_bytes(f.repo / "a.txt") == "one\r\ntwo\r\n");
  CHECK(read_bytes(f.repo / "b.sh") == "one\ntwo\n");
  CHECK(read_bytes(f.repo / "z/raw.txt") == "one\ntwo\n");
  CHECK(read_bytes(f.repo / "id.c") == "$Id: " + id + " $\n");
  CHECK(f.repo.status().empty());
  CHECK(f.obstacles(tree, {}).empty());
}

TEST_CASE("core.autocrlf counts") {
  Fixture f;
  f.repo.write("a", "one\ntwo\n");
  const Oid tree = f.commit_all("all");
  f.repo.git({"config", "core.autocrlf", "true"});
  f.empty_worktree();
  fs::remove(f.repo / ".git/index");
  const Repository repository = Repository::open(f.repo.path());
  ObjectStore store(repository);
  checkout(repository, store, {{{}, tree}});
  CHECK(read_bytes(f.repo / "a") == "one\r\ntwo\r\n");
  CHECK(f.repo.status().empty());
  CHECK(checkout_obstacles(repository, store, tree, {}).empty());
  CHECK(worktree_status(repository).clean_but_untracked());
  CHECK(worktree_tree(repository, store) == tree);
}

TEST_CASE("a file stored through a filter program passes as it is stored") {
  Fixture f;
  f.repo.git({"config", "filter.shout.smudge", "tr a-z A-Z"});
  f.repo.write(".gitattributes", "*.big filter=shout\n");
  f.repo.write("x.big", "pointer\n");
  const Oid tree = f.commit_all("all");
  f.empty_worktree();
  checkout(f.repository, f.store, {{{}, tree}});
  CHECK(read_bytes(f.repo / "x.big") == "pointer\n");
}

TEST_CASE("a submodule is an empty directory that a checkout neither fills nor empties") {
  Fixture f;
  const std::string commit(40, '1');
  f.repo.write("a", "1\n");
  const Oid without = f.commit_all("without");
  f.repo.git({"update-index", "--add", "--cacheinfo", "160000," + commit + ",lib/sub"});
  f.repo.git({"commit", "-qm", "with"});
  const Oid with = *Oid::from_hex(f.repo.tree());
  f.repo.git({"reset", "-q", "--hard", "HEAD~1"});
  f.go(without, with);
  CHECK(fs::is_directory(f.repo / "lib/sub"));
  CHECK(f.repo.git({"ls-files", "-s", "lib/sub"}) == "160000 " + commit + " 0\tlib/sub");
  CHECK(f.repo.status().empty());
  CHECK(worktree_status(f.repository).clean_but_untracked());
  CHECK(worktree_tree(f.repository, f.store) == with);
  write_bytes(f.repo / "lib/sub/work", "mine\n");
  f.go(with, without);
  CHECK(read_bytes(f.repo / "lib/sub/work") == "mine\n");
}

TEST_CASE("nothing is written or removed through a symbolic link to a directory") {
  Fixture f;
  f.repo.write("dir/file", "1\n");
  const Oid before = f.commit_all("before");
  f.repo.write("dir/file", "2\n");
  f.repo.write("dir/other", "2\n");
  const Oid after = f.commit_all("after");
  f.go(after, before);
  write_bytes(f.world / "outside/file", "precious\n");
  fs::remove_all(f.repo / "dir");
  fs::create_directory_symlink(f.world / "outside", f.repo / "dir");
  CHECK(f.obstacles(before, after) == Paths{"dir/file", "dir/other"});
  CHECK(checkout(f.repository, f.store, {{before, after}}) == Paths{"dir/file", "dir/other"});
  CHECK(read_bytes(f.world / "outside/file") == "precious\n");
  CHECK_FALSE(fs::exists(f.world / "outside/other"));
  CHECK(checkout(f.repository, f.store, {{after, {}}}).empty());
  CHECK(read_bytes(f.world / "outside/file") == "precious\n");
  CHECK(fs::is_symlink(f.repo / "dir"));
}

TEST_CASE("a file in place of a tracked symlink does not follow it") {
  Fixture f;
  write_bytes(f.world / "outside", "precious\n");
  fs::create_symlink(f.world / "outside", f.repo / "link");
  const Oid before = f.commit_all("before");
  fs::remove(f.repo / "link");
  f.repo.write("link", "now a file\n");
  const Oid after = f.commit_all("after");
  f.go(after, before);
  CHECK(fs::is_symlink(f.repo / "link"));
  f.go(before, after);
  CHECK(read_bytes(f.world / "outside") == "precious\n");
  CHECK(read_bytes(f.repo / "link") == "now a file\n");
}

TEST_CASE("a locked index is named, and nothing is written") {
  Fixture f;
  f.repo.write("a", "1\n");
  const Oid before = f.commit_all("before");
  f.repo.write("a", "2\n");
  const Oid after = f.commit_all("after");
  write_bytes(f.repo / ".git/index.lock", "");
  try {
    checkout(f.repository, f.store, {{after, before}});
    FAIL("nothing was thrown");
  } catch (const Error& error) {
    REQUIRE_FALSE(error.places().empty());
    CHECK(error.places().front().ends_with("index.lock"));
  }
  CHECK(read_bytes(f.repo / "a") == "2\n");
}

TEST_CASE("files that a sparse checkout leaves out stay out") {
  Fixture f;
  f.repo.write("a", "1\n");
  f.repo.write("out/b", "1\n");
  const Oid before = f.commit_all("before");
  f.repo.write("out/b", "2\n");
  f.repo.write("a", "2\n");
  const Oid after = f.commit_all("after");
  f.go(after, before);
  f.repo.git({"update-index", "--skip-worktree", "out/b"});
  fs::remove_all(f.repo / "out");
  CHECK(f.obstacles(before, after).empty());
  f.go(before, after);
  CHECK_FALSE(fs::exists(f.repo / "out"));
  CHECK(read_bytes(f.repo / "a") == "2\n");
  CHECK(f.repo.status().empty());
}

#include <filesystem>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/worktree/stash.hpp>
#include <support/git_repo.hpp>

#include "worktree_fixture.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;

namespace {

/// A repository with staged and other changes of two files.
struct Changed : WorktreeFixture {
  Changed() {
    repo.write("a", "1\n");
    repo.write("b", "1\n");
    commit_all("the first");
    repo.write("a", "2\n");
    repo.git({"add", "a"});
    repo.write("a", "3\n");
    repo.write("b", "4\n");
  }

  std::string stash_of_git(const std::string& message) const {
    repo.git({"stash", "push", "--quiet", "-m", message});
    std::string stash = repo.rev_parse("refs/stash");
    repo.git({"stash", "pop", "--quiet", "--index"});
    return stash;
  }
};

}  // namespace

TEST_CASE("a stash is, byte for byte, the commit that git makes of the same changes") {
  Changed changed;
  const std::string by_git = changed.stash_of_git("mine");
  CHECK(worktree::make_stash(changed.repository, changed.store, "mine").hex() == by_git);
  changed.repo.git({"checkout", "--quiet", "--detach"});
  const std::string detached = changed.stash_of_git("mine");
  CHECK(detached != by_git);
  CHECK(worktree::make_stash(changed.repository, changed.store, "mine").hex() == detached);
}

TEST_CASE("making a stash touches neither the list nor index or worktree") {
  Changed changed;
  const std::string status = changed.repo.status();
  worktree::make_stash(changed.repository, changed.store, "mine");
  CHECK(changed.repo.status() == status);
  CHECK(changed.repo.read("a") == "3\n");
  CHECK(changed.repo.git({"stash", "list"}) == "");
}

TEST_CASE("a stash that is added is the newest of git's list, and git restores it") {
  Changed changed;
  const std::string status = changed.repo.status();
  const git::Oid first = worktree::make_stash(changed.repository, changed.store, "first");
  worktree::add_stash(changed.repository, changed.store, first, {});
  const git::Oid second = worktree::make_stash(changed.repository, changed.store, "second");
  worktree::add_stash(changed.repository, changed.store, second, first);
  CHECK(changed.repo.git({"stash", "list", "--format=%gd %gs"}) ==
        "stash@{0} On main: second\nstash@{1} On main: first");
  changed.repo.git({"reset", "--quiet", "--hard"});
  changed.repo.git({"stash", "pop", "--quiet", "--index"});
  CHECK(changed.repo.status() == status);
  CHECK(changed.repo.read("b") == "4\n");
  CHECK(worktree::newest_stash(changed.repository) == first);
}

TEST_CASE("a stash is not added over one that another program has made meanwhile") {
  Changed changed;
  const git::Oid ours = worktree::make_stash(changed.repository, changed.store, "ours");
  changed.repo.git({"stash", "push", "--quiet", "-m", "another"});
  CHECK_THROWS_AS(worktree::add_stash(changed.repository, changed.store, ours, {}), Error);
  CHECK(changed.repo.git({"stash", "list", "--format=%gs"}) == "On main: another");
}

TEST_CASE("changes whose stored content can't be read back make no stash") {
  Changed changed;
  const std::string blob = changed.repo.git({"rev-parse", ":a"});
  const std::filesystem::path object = changed.repo / ".git/objects" / blob.substr(0, 2) / blob.substr(2);
  REQUIRE(std::filesystem::remove(object));
  CHECK_THROWS_AS(worktree::make_stash(changed.repository, changed.store, "mine"), Error);
  CHECK(changed.repo.read("a") == "3\n");
  CHECK_FALSE(worktree::newest_stash(changed.repository));
}

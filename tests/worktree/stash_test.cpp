#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/worktree/stash.hpp>
#include <support/command.hpp>
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

TEST_CASE("dropping a stash leaves the list, its log and the ref as git's own drop does") {
  for (const std::size_t dropped : {0U, 1U, 2U}) {
    INFO(dropped);
    Changed ours;
    std::vector<git::Oid> stashes;
    for (const char* message : {"first", "second", "third"}) {
      stashes.push_back(worktree::make_stash(ours.repository, ours.store, message));
      worktree::add_stash(ours.repository, ours.store, stashes.back(),
                          stashes.size() > 1 ? *(stashes.end() - 2) : git::Oid{});
    }
    const auto log = ours.repo / ".git/logs/refs/stash";
    const std::string all = read_bytes(log);
    ours.repo.git({"stash", "drop", "--quiet", fmt::format("stash@{{{}}}", 2 - dropped)});
    const std::string by_git = read_bytes(log);
    const std::string ref_by_git = ours.repo.rev_parse("refs/stash");
    write_bytes(log, all);
    ours.repo.git({"update-ref", "--no-deref", "refs/stash", stashes.back().hex()});
    write_bytes(log, all);

    worktree::drop_stash(ours.repository, stashes[dropped]);
    CHECK(read_bytes(log) == by_git);
    CHECK(ours.repo.rev_parse("refs/stash") == ref_by_git);
    CHECK_FALSE(worktree::has_stash(ours.repository, stashes[dropped]));
  }
}

TEST_CASE("the last stash takes the list with it, and one that is not listed takes nothing") {
  Changed changed;
  const git::Oid stash = worktree::make_stash(changed.repository, changed.store, "mine");
  worktree::add_stash(changed.repository, changed.store, stash, {});
  worktree::drop_stash(changed.repository, *git::Oid::from_hex(changed.repo.rev_parse("HEAD")));
  CHECK(worktree::newest_stash(changed.repository) == stash);
  worktree::drop_stash(changed.repository, stash);
  CHECK_FALSE(worktree::newest_stash(changed.repository));
  CHECK(changed.repo.git({"stash", "list"}).empty());
}

TEST_CASE("a lock of the stash list is removed only if it says what a run of ours would have written") {
  Changed changed;
  const git::Oid stash = worktree::make_stash(changed.repository, changed.store, "mine");
  const auto lock = changed.repo / ".git/refs/stash.lock";
  for (const std::string& foreign : {std::string(), changed.repo.rev_parse("HEAD") + "\n"}) {
    write_bytes(lock, foreign);
    worktree::remove_left_stash_locks(changed.repository, stash);
    CHECK(read_bytes(lock) == foreign);
  }
  write_bytes(lock, stash.hex() + "\n");
  worktree::remove_left_stash_locks(changed.repository, stash);
  CHECK_FALSE(std::filesystem::exists(lock));
}

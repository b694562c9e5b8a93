#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/history.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/random.hpp>
#include <support/world.hpp>

#include "commit_walk.hpp"

using namespace mlxpatch::git;
using namespace mlxpatch::objects;
using namespace mlxpatch::tests;

namespace {

/// A history in which every third commit has an author line that git takes and libgit2 refuses.
struct OddHistory {
  World world;
  GitRepo repo = GitRepo::init(world / "repo");
  std::vector<Oid> commits;

  explicit OddHistory(std::size_t count) {
    Random random(11);
    const std::string tree = repo.git({"hash-object", "-t", "tree", "-w", "--stdin"}, "");
    for (std::size_t i = 0; i < count; ++i) {
      const std::string date = std::to_string(world.now() + static_cast<long>(i) * 60) + " +0000";
      std::string text = "tree " + tree + "\n";
      for (std::size_t parent : {random.below(3), random.below(9)}) {
        if (parent >= i) continue;
        const std::string line = "parent " + commits[i - 1 - parent].hex() + "\n";
        if (text.find(line) == std::string::npos) text += line;
      }
      text += std::string("author A U Thor ") + (i % 3 == 2 ? "" : "<a@example.com> ") + date + "\n";
      text += "committer C <c@example.com> " + date + "\n\n" + std::to_string(i) + "\n";
      commits.push_back(
          *Oid::from_hex(repo.git({"hash-object", "-w", "-t", "commit", "--literally", "--stdin"}, text)));
    }
    repo.git({"update-ref", "refs/heads/main", commits.back().hex()});
  }
};

}  // namespace

TEST_CASE("a history that libgit2 refuses is walked as git walks it") {
  const OddHistory history(60);
  const Repository repository = Repository::open(history.repo.path());
  const Oid tip = history.commits.back();
  CHECK(find_commit(repository, "main") == tip);
  CHECK(find_commit(repository, tip.hex()) == tip);
  std::string walked;
  walk_history(repository, tip, [&](const Oid& commit) {
    walked += commit.hex() + "\n";
    return true;
  });
  CHECK(walked == history.repo.git({"rev-list", "main"}) + "\n");

  for (std::size_t i = 0; i < history.commits.size(); i += 7) {
    const Oid& other = history.commits[i];
    const Oid& near = history.commits[std::min(i + 5, history.commits.size() - 1)];
    INFO(i);
    const std::string range = other.hex() + ".." + tip.hex();
    const std::vector<Oid> between = commits_between(repository, other, tip);
    CHECK(std::to_string(between.size()) == history.repo.git({"rev-list", "--count", range}));
    CHECK(count_between(repository, other, tip) == between.size());
    const bool is_ancestor_in_git =
        history.repo.try_git({"merge-base", "--is-ancestor", other.hex(), near.hex()}).exit == 0;
    CHECK(is_ancestor(repository, other, near) == is_ancestor_in_git);
    const std::string best = history.repo.try_git({"merge-base", "--all", other.hex(), near.hex()}).out;
    const auto base = merge_base(repository, other, near);
    CHECK(base.has_value() == !best.empty());
    if (base) CHECK(best.find(base->hex()) != std::string::npos);
  }
}

TEST_CASE("two histories without a common commit have no merge base, by either reader") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  const Oid one = *Oid::from_hex(repo.commit_file("a", "1\n", "one"));
  repo.git({"checkout", "-q", "--orphan", "other"});
  const Oid two = *Oid::from_hex(repo.commit("two"));
  const Repository repository = Repository::open(repo.path());
  CHECK_FALSE(merge_base(repository, one, two));
  CHECK_FALSE(CommitWalk(repository).merge_base(one, two));
}

TEST_CASE("a missing commit is an error that calls the repository damaged") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  const Oid first = *Oid::from_hex(repo.commit_file("a", "1\n", "one"));
  const Oid second = *Oid::from_hex(repo.commit_file("a", "2\n", "two"));
  const Oid third = *Oid::from_hex(repo.commit_file("a", "3\n", "three"));
  std::filesystem::remove(repo / (".git/objects/" + second.hex().substr(0, 2) + "/" + second.hex().substr(2)));
  const Repository repository = Repository::open(repo.path());
  const auto kind_of = [&](auto call) -> std::optional<mlxpatch::ErrorKind> {
    try {
      call();
    } catch (const mlxpatch::Error& error) {
      return error.kind();
    }
    return std::nullopt;
  };
  CHECK(kind_of([&] { merge_base(repository, first, third); }) == mlxpatch::ErrorKind::damaged);
  CHECK(kind_of([&] { is_ancestor(repository, first, third); }) == mlxpatch::ErrorKind::damaged);
  CHECK(kind_of([&] { commits_between(repository, first, third); }) == mlxpatch::ErrorKind::damaged);
  CHECK(kind_of([&] { count_between(repository, first, third); }) == mlxpatch::ErrorKind::damaged);
}

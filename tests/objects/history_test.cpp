#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/describe.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <support/git_repo.hpp>
#include <support/random.hpp>
#include <support/world.hpp>

using namespace mlxpatch::git;
using namespace mlxpatch::objects;
using namespace mlxpatch::tests;

namespace {

std::vector<std::string> hex_of(const std::vector<Oid>& oids) {
  std::vector<std::string> result;
  result.reserve(oids.size());
  for (const Oid& oid : oids) result.push_back(oid.hex());
  return result;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> result;
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    result.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return result;
}

/// Commits with one to three random parents among the last ones, the same in every run.
std::vector<Oid> make_random_history(const GitRepo& repo, World& world, std::size_t count) {
  std::mt19937 random(42);
  const std::string tree = repo.git({"hash-object", "-t", "tree", "-w", "--stdin"}, "");
  std::vector<Oid> commits;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<std::string> arguments = {"commit-tree", tree, "-m", std::to_string(i)};
    std::vector<std::size_t> parents;
    const std::size_t wanted = i == 0 ? 0 : 1 + (random() % 4 == 0 ? 1 : 0) + (random() % 12 == 0 ? 1 : 0);
    for (std::size_t n = 0; n < wanted; ++n) {
      const std::size_t parent = i - 1 - random() % std::min<std::size_t>(i, 4);
      if (std::find(parents.begin(), parents.end(), parent) != parents.end()) continue;
      parents.push_back(parent);
      arguments.insert(arguments.end(), {"-p", commits[parent].hex()});
    }
    world.advance();
    commits.push_back(*Oid::from_hex(repo.git(arguments)));
  }
  return commits;
}

std::vector<std::string> described(const GitRepo& repo, const std::vector<Oid>& commits) {
  const Repository repository = Repository::open(repo.path());
  ObjectStore store(repository);
  std::vector<std::string> descriptions;
  descriptions.reserve(commits.size());
  for (const Oid& commit : commits) descriptions.push_back(describe(store, commit));
  return descriptions;
}

std::vector<std::string> described_by_git(const GitRepo& repo, const std::vector<Oid>& commits) {
  std::vector<std::string> command{"describe", "--tags", "--always", "--abbrev=8"};
  for (const Oid& commit : commits) command.push_back(commit.hex());
  return lines_of(repo.git(command));
}

}  // namespace

TEST_CASE("the commits of a range are in git's topological order, also through merges") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  const auto commits = make_random_history(repo, world, 80);
  const Repository repository = Repository::open(repo.path());
  for (const std::size_t base : {std::size_t{0}, std::size_t{5}, std::size_t{30}, std::size_t{70}}) {
    const std::string range = commits[base].hex() + ".." + commits.back().hex();
    const auto expected = lines_of(repo.git({"rev-list", "--reverse", "--topo-order", range}));
    CHECK(hex_of(commits_between(repository, commits[base], commits.back())) == expected);
    CHECK(count_between(repository, commits[base], commits.back()) == expected.size());
  }
  const auto all = lines_of(repo.git({"rev-list", "--reverse", "--topo-order", commits.back().hex()}));
  CHECK(hex_of(commits_between(repository, {}, commits.back())) == all);
  CHECK(count_between(repository, {}, commits.back()) == all.size());
  CHECK(commits_between(repository, commits.back(), commits.back()).empty());
  CHECK(commits_between(repository, commits.back(), commits.front()).empty());
}

TEST_CASE("ancestors and merge bases are git's") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  const auto commits = make_random_history(repo, world, 40);
  const Repository repository = Repository::open(repo.path());
  for (std::size_t i = 3; i < 40; i += 4) {
    for (std::size_t j = 1; j < 40; j += 6) {
      const bool expected = repo.try_git({"merge-base", "--is-ancestor", commits[j].hex(), commits[i].hex()}).exit == 0;
      CHECK(is_ancestor(repository, commits[j], commits[i]) == expected);
    }
  }
  CHECK(is_ancestor(repository, commits[7], commits[7]));
  CHECK(merge_base(repository, commits[38], commits[0]) == commits[0]);
  repo.git({"checkout", "-q", "--orphan", "other"});
  const Oid unrelated = *Oid::from_hex(repo.commit_file("x", "x\n", "unrelated"));
  CHECK_FALSE(merge_base(repository, unrelated, commits[0]));
  CHECK_FALSE(is_ancestor(repository, unrelated, commits[0]));
}

TEST_CASE("the history is walked newest first until the visitor has enough") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  const auto commits = make_random_history(repo, world, 30);
  const Repository repository = Repository::open(repo.path());
  std::vector<Oid> seen;
  walk_history(repository, commits.back(), [&](const Oid& oid) {
    seen.push_back(oid);
    return true;
  });
  CHECK(hex_of(seen) == lines_of(repo.git({"rev-list", commits.back().hex()})));
  std::size_t count = 0;
  walk_history(repository, commits.back(), [&](const Oid&) { return ++count < 5; });
  CHECK(count == 5);
}

TEST_CASE("a commit is described by its nearest tag, else by its short id") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  const Oid first = *Oid::from_hex(repo.commit_file("a", "1\n", "one"));
  CHECK(described(repo, {first}) == described_by_git(repo, {first}));
  repo.git({"tag", "v1.0"});
  CHECK(described(repo, {first}) == std::vector<std::string>{"v1.0"});
  const Oid second = *Oid::from_hex(repo.commit_file("a", "2\n", "two"));
  const Oid third = *Oid::from_hex(repo.commit_file("a", "3\n", "three"));
  CHECK(described(repo, {third}) == described_by_git(repo, {third}));
  repo.git({"tag", "-a", "-m", "two", "v2.0", second.hex()});
  CHECK(described(repo, {third}) == described_by_git(repo, {third}));
  repo.git({"tag", "blob", repo.rev_parse("HEAD:a")});
  CHECK(described(repo, {third}) == described_by_git(repo, {third}));
  repo.git({"update-ref", "refs/tags/other", repo.rev_parse("refs/tags/v2.0")});
  repo.git({"tag", "-d", "v2.0"});
  CHECK(described(repo, {second, third}) == described_by_git(repo, {second, third}));
}

TEST_CASE("in random histories every commit is described as git describes it") {
  World world;
  for (const unsigned percent : {4U, 15U, 40U}) {
    const GitRepo repo = GitRepo::init(world / ("repo" + std::to_string(percent)));
    const std::vector<Oid> commits = make_random_history(repo, world, 120);
    Random random(percent);
    for (std::size_t i = 0; i < commits.size(); ++i) {
      if (random.chance(percent)) repo.git({"tag", "light-" + std::to_string(i), commits[i].hex()});
      if (random.chance(percent)) repo.git({"tag", "-a", "-m", "x", "heavy-" + std::to_string(i), commits[i].hex()});
    }
    CHECK(described(repo, commits) == described_by_git(repo, commits));
  }
}

TEST_CASE("in a shallow clone the nearest tag is searched for as far as the history goes") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  for (int i = 0; i < 5; ++i) repo.commit_file("a", std::to_string(i), "one more");
  repo.git({"tag", "old", "HEAD~4"});
  const GitRepo clone = GitRepo::clone("file://" + repo.path().string(), world / "clone", {"--quiet", "--depth=3"});
  const std::vector<Oid> tip{*Oid::from_hex(clone.rev_parse())};
  CHECK(described(clone, tip) == described_by_git(clone, tip));
  repo.git({"tag", "near", "HEAD~1"});
  clone.git({"fetch", "--quiet", "--tags"});
  CHECK(described(clone, tip) == described_by_git(clone, tip));
}

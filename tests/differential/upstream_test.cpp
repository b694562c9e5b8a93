#include <cstddef>
#include <cstdlib>
#include <sstream>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <string>
#include <support/ids.hpp>
#include <vector>

#include "git_merges.hpp"
#include "support/git_repo.hpp"
#include "support/world.hpp"

namespace mlxpatch::tests {
namespace {

/// How many of an upstream's newest commits are picked, and how far away the commits are onto which each is picked.
constexpr std::size_t k_commits = 400;
constexpr int k_distances[] = {-150, -40, -7, 7, 40, 150};

/// The trees of an upstream's first-parent line, newest first.
std::vector<std::string> trees_of(const GitRepo& repository) {
  std::istringstream lines(repository.git({"log", "--first-parent", "--format=%T"}));
  std::vector<std::string> trees;
  for (std::string tree; std::getline(lines, tree);) trees.push_back(tree);
  return trees;
}

}  // namespace

TEST_CASE("commits of a real upstream, picked onto others of it, merge as git merges them") {
  const char* upstream = std::getenv("MLXPATCH_TEST_UPSTREAM");
  if (upstream == nullptr) SKIP("MLXPATCH_TEST_UPSTREAM names no clone of mlx-lm");
  if (!git_merges_many()) SKIP("this git has no `merge-tree --stdin` (2.39 and newer have it)");
  if (git_compares_twice()) SKIP("this git compares otherwise (2.54 and newer do)");
  const World world;
  const GitRepo repository = GitRepo::clone(upstream, world / "clone", {"--quiet", "--bare"});
  const std::vector<std::string> trees = trees_of(repository);
  std::vector<AskedMerge> merges;
  for (std::size_t i = 0; i + 1 < trees.size() && i < k_commits; ++i) {
    for (const int distance : k_distances) {
      const auto onto = static_cast<std::ptrdiff_t>(i) + distance;
      if (onto < 0 || onto >= static_cast<std::ptrdiff_t>(trees.size())) continue;
      merges.push_back({trees[i + 1], trees[static_cast<std::size_t>(onto)], trees[i]});
    }
  }
  REQUIRE_FALSE(merges.empty());
  const std::vector<GitMerge> answers = merge_with_git(repository, merges);
  const git::Repository opened = git::Repository::open(repository.path());
  objects::ObjectStore store(opened);
  for (std::size_t i = 0; i < merges.size(); ++i) {
    const merge::TreeMerge ours =
        merge::TreeMerger(store).merge(id_of(merges[i].base), id_of(merges[i].ours), id_of(merges[i].theirs));
    INFO("base " << merges[i].base << ", ours " << merges[i].ours << ", theirs " << merges[i].theirs);
    INFO(answers[i].messages);
    REQUIRE(answers[i].verdict != GitMerge::Verdict::died);
    CHECK(ours.clean() == (answers[i].verdict == GitMerge::Verdict::clean));
    if (ours.clean()) CHECK(ours.tree.hex() == answers[i].tree);
  }
}

}  // namespace mlxpatch::tests

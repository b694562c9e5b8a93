#include <mlxpatch/objects/tree_diff.hpp>

#include <cstddef>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <support/git_repo.hpp>
#include <support/ids.hpp>
#include <support/world.hpp>

using namespace mlxpatch;
using namespace mlxpatch::tests;

TEST_CASE("changes between two trees are given up only where there are more than allowed") {
  const World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  for (const char* path : {"a/b/1", "a/b/2", "a/3", "c/4", "same"}) repo.write(path, "before\n");
  repo.commit("before");
  const git::Oid before = id_of(repo.tree());
  for (const char* path : {"a/b/1", "c/4", "c/new"}) repo.write(path, "after\n");
  repo.remove("a/3");
  repo.commit("after");
  const git::Oid after = id_of(repo.tree());
  const git::Repository repository = git::Repository::open(repo.path());
  objects::ObjectStore store(repository);
  const auto all = objects::changes_between(store, before, after);
  REQUIRE(all.size() == 4);
  for (std::size_t most = 0; most < 4; ++most) {
    CHECK_FALSE(objects::few_changes_between(store, before, after, most));
  }
  CHECK(objects::few_changes_between(store, before, after, 4) == all);
  CHECK(objects::few_changes_between(store, after, after, 0)->empty());
  CHECK(objects::few_changes_between(store, git::Oid{}, after, 5)->size() == 5);
}

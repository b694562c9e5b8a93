#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/queue/edit/append.hpp>
#include <mlxpatch/queue/edit/edited_queue.hpp>
#include <support/forked_repo.hpp>
#include <support/ids.hpp>

#include "replay/forked_queue.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using queue::EditedQueue;
using Places = std::vector<std::optional<std::size_t>>;

namespace {

queue::Addition addition_to(ForkedQueue& scene, const std::string& tree) {
  const git::Signature author{"Ada Author", "ada@example.com", {1'700'000'000, 0}};
  return {id_of(tree), "Add b\n\nFor a reason.\n", "add-b.patch", author, scene.options().committer};
}

}  // namespace

TEST_CASE("a patch is appended to a queue, with its name, and no other commit changes") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Change three\n");
  scene.patch("b", "b\n", "Later\n");
  const std::string tree = scene.repo.tree("queue");
  scene.repo.git({"reset", "-q", "--hard", "HEAD^"});
  const EditedQueue made = queue::append(scene.store(), scene.queue(), id_of(scene.base), addition_to(scene, tree));
  CHECK(made.from == Places{0, std::nullopt});
  CHECK(made.tree == id_of(tree));
  CHECK(made.commits.front() == scene.queue().front());
  const git::Commit commit = scene.store().commit(made.commits.back());
  CHECK(commit.parents.front() == made.commits.front());
  CHECK(commit.tree == made.tree);
  CHECK(commit.message == "Add b\n\nFor a reason.\n\nPatch-Name: add-b.patch\n");
  CHECK(commit.author.name == "Ada Author");
  CHECK(commit.committer.name == "Carl Committer");
}

TEST_CASE("the first patch of a queue is appended to the base") {
  ForkedQueue scene;
  const std::string tree = scene.repo.tree("main");
  const EditedQueue made = queue::append(scene.store(), {}, id_of(scene.base), addition_to(scene, tree));
  CHECK(made.from == Places{std::nullopt});
  CHECK(scene.store().commit(made.commits.front()).parents.front() == id_of(scene.base));
}

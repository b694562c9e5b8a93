#include <algorithm>
#include <cstddef>
#include <map>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/edit/rearrange.hpp>
#include <support/command.hpp>
#include <support/forked_repo.hpp>
#include <support/ids.hpp>

#include "replay/forked_queue.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using queue::Rearranged;
using Indices = std::vector<std::size_t>;

namespace {

Rearranged rearrange(ForkedQueue& scene, const Indices& order) {
  return queue::rearrange(scene.store(), scene.queue(), id_of(scene.base), order, scene.direct());
}

git::Oid tree_of_queue(ForkedQueue& scene) { return id_of(scene.repo.tree("queue")); }

/// Three patches: the second builds on the first, the third is for itself.
void make_three(ForkedQueue& scene) {
  scene.patch("a", lines_with({{3, "three"}}), "Change three\n");
  scene.patch("a", lines_with({{3, "THREE"}}), "Change three again\n");
  scene.patch("a", lines_with({{3, "THREE"}, {17, "seventeen"}}), "Change seventeen\n");
}

/// What git makes of the picks up to the first that conflicts or has another patch-id afterwards.
struct ByGit {
  Indices taken;
  std::string tree;
};

class Picks {
 public:
  explicit Picks(ForkedQueue& scene) : m_scene(scene), m_commits(scene.queue()) {}

  ByGit in_order(const Indices& order) const {
    const GitRepo& repo = m_scene.repo;
    repo.git({"checkout", "--quiet", "--force", "--detach", m_scene.base});
    ByGit made;
    for (const std::size_t index : order) {
      const std::string commit = m_commits.at(index).hex();
      const CommandResult pick = repo.try_git({"cherry-pick", "--allow-empty", "--keep-redundant-commits", commit});
      if (pick.exit != 0) repo.git({"reset", "--quiet", "--hard"});
      if (pick.exit != 0 || patch_id("HEAD") != patch_id(commit)) break;
      made.taken.push_back(index);
      made.tree = repo.tree();
    }
    return made;
  }

 private:
  std::string patch_id(const std::string& commit) const {
    const std::string id =
        m_scene.repo.git({"patch-id", "--stable"}, m_scene.repo.git({"diff-tree", "-U0", commit}) + "\n");
    return id.substr(0, id.find(' '));
  }

  ForkedQueue& m_scene;
  std::vector<git::Oid> m_commits;
};

/// Of each file, so few that the changes often meet.
constexpr int k_lines = 12;

/// A queue of small changes to two files that often meet, one line or two at a time.
void make_queue(ForkedQueue& scene, std::mt19937& random, std::size_t patches) {
  std::map<std::string, std::vector<std::string>> files;
  for (const char* name : {"a", "b"}) {
    for (int line = 1; line <= k_lines; ++line) files[name].push_back("line " + std::to_string(line));
  }
  const auto any = [&](std::size_t below) { return std::size_t{random()} % below; };
  for (std::size_t i = 0; i < patches; ++i) {
    const std::string name = any(2) == 0 ? "a" : "b";
    std::vector<std::string>& lines = files[name];
    const std::size_t at = any(lines.size() - 2);
    const auto place = lines.begin() + static_cast<std::ptrdiff_t>(at);
    switch (any(4)) {
      case 0:
        lines.insert(place, "new " + std::to_string(i));
        break;
      case 1:
        lines.erase(place, place + static_cast<std::ptrdiff_t>(1 + any(2)));
        break;
      case 2:
        *place = lines.at(at + 1);
        break;
      default:
        *place = "changed " + std::to_string(i);
    }
    std::string bytes;
    for (const std::string& line : lines) bytes += line + "\n";
    if (scene.repo.show("queue", name) == bytes) continue;
    scene.patch(name, bytes, "Patch " + std::to_string(i) + "\n");
  }
}

}  // namespace

TEST_CASE("a queue in its own order keeps its commits") {
  ForkedQueue scene;
  make_three(scene);
  const Rearranged same = rearrange(scene, {0, 1, 2});
  CHECK(same.obstacles.empty());
  CHECK(same.commits == scene.queue());
  CHECK(same.tree == tree_of_queue(scene));
}

TEST_CASE("a patch that nothing needs leaves the queue, and the commits below it stay") {
  ForkedQueue scene;
  make_three(scene);
  const Rearranged without = rearrange(scene, {0, 2});
  CHECK(without.obstacles.empty());
  REQUIRE(without.commits.size() == 2);
  CHECK(without.commits.front() == scene.queue().front());
  CHECK(scene.file_in(without.tree, "a") == lines_with({{3, "three"}, {17, "seventeen"}}));
}

TEST_CASE("what needs a patch that leaves is named, with the files, and the rest goes on without it") {
  ForkedQueue scene;
  make_three(scene);
  const Rearranged without = rearrange(scene, {1, 2});
  REQUIRE(without.obstacles.size() == 1);
  CHECK(without.obstacles.front().patch == 1);
  CHECK(without.obstacles.front().over == Indices{0});
  CHECK(without.obstacles.front().paths == std::vector<std::string>{"a"});
  CHECK(scene.file_in(without.tree, "a") == lines_with({{17, "seventeen"}}));
}

TEST_CASE("a patch moves past one that it commutes with, and the end of the queue is the same tree") {
  ForkedQueue scene;
  make_three(scene);
  const Rearranged moved = rearrange(scene, {2, 0, 1});
  CHECK(moved.obstacles.empty());
  CHECK(moved.commits.size() == 3);
  CHECK(moved.tree == tree_of_queue(scene));
}

TEST_CASE("a patch does not move past one that it does not commute with") {
  ForkedQueue scene;
  make_three(scene);
  const Rearranged moved = rearrange(scene, {1, 0, 2});
  REQUIRE_FALSE(moved.obstacles.empty());
  CHECK(moved.obstacles.front().patch == 1);
  CHECK(moved.obstacles.front().over == Indices{0});
}

TEST_CASE("a patch that merges but would lose part of its change is an obstacle") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "line 3\nadded"}}), "Add a line\n");
  scene.patch("a", lines_with({{17, "seventeen"}}), "Take the line out, change another\n");
  // The line is not there to be taken out: git's merge is clean, and makes half of the change.
  const Rearranged without = rearrange(scene, {1});
  REQUIRE(without.obstacles.size() == 1);
  CHECK(without.obstacles.front().over == Indices{0});
  CHECK(without.commits.empty());
  CHECK(without.tree == id_of(scene.repo.tree(scene.base)));
}

TEST_CASE("generated queues, rearranged, are what git's picks make of them, up to the first that git refuses") {
  std::size_t whole = 0;
  std::size_t refused = 0;
  for (unsigned seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::map<std::string, std::string> files{{"a", ""}, {"b", ""}};
    for (auto& [name, bytes] : files) {
      for (int line = 1; line <= k_lines; ++line) bytes += "line " + std::to_string(line) + "\n";
    }
    ForkedQueue scene(files);
    make_queue(scene, random, 6);
    Indices order(scene.queue().size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (seed % 2 == 0) {
      order.erase(order.begin() + static_cast<std::ptrdiff_t>(random() % order.size()));
    } else {
      const auto from = order.begin() + static_cast<std::ptrdiff_t>(random() % order.size());
      std::rotate(order.begin(), from, from + 1);
    }
    const Rearranged ours = rearrange(scene, order);
    const ByGit git = Picks(scene).in_order(order);
    const auto first_obstacle =
        ours.obstacles.empty() ? order.end() : std::ranges::find(order, ours.obstacles.front().patch);
    CHECK(Indices(order.begin(), first_obstacle) == git.taken);
    if (git.taken.size() == order.size()) {
      ++whole;
      CHECK(ours.tree.hex() == git.tree);
    } else {
      ++refused;
      for (const queue::Obstacle& obstacle : ours.obstacles) CHECK_FALSE(obstacle.over.empty());
    }
  }
  CHECK(whole >= 10);
  CHECK(refused >= 5);
}

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/merge/drafts/moved_code.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <support/git_repo.hpp>
#include <support/random.hpp>
#include <support/world.hpp>

#include "drafts/conflict_case.hpp"

using namespace mlxpatch;
using namespace mlxpatch::merge;
using namespace mlxpatch::tests;

namespace {

using Files = std::map<std::string, std::string>;

class MovedCase {
 public:
  std::optional<MovedPlace> find(const Files& base, const Files& tip, const std::string& lines,
                                 const std::string& path = "a.c") {
    return find_moved(m_store, {tree(base), tree(tip)}, {{path, lines}}).front();
  }

 private:
  git::Oid tree(const Files& files) {
    std::vector<objects::PathEdit> edits;
    for (const auto& [path, bytes] : files) {
      edits.push_back({path, {git::Mode::file, m_store.put(git::ObjectType::blob, bytes)}});
    }
    return objects::edit_tree(m_store, git::Oid{}, edits);
  }

  World m_world;
  GitRepo m_repo = GitRepo::init(m_world / "repo");
  git::Repository m_repository = git::Repository::open(m_repo.path());
  objects::ObjectStore m_store{m_repository};
};

/// A base and a tip of upstream in which the lines are here and there.
struct MovedTrees {
  Files base;
  Files tip;
};

MovedTrees random_trees(Random& random, const std::string& lines) {
  const auto text = [&] {
    std::string made;
    for (std::size_t count = random.below(5); count > 0; --count) {
      made += random.chance(12) ? lines : random_line(random);
    }
    return made;
  };
  MovedTrees trees;
  for (const char* path : {"a.c", "b.c", "c/d.c", "e.c"}) {
    if (random.chance(70)) trees.base[path] = text();
    if (!random.chance(80)) continue;
    trees.tip[path] = random.chance(30) && trees.base.contains(path) ? trees.base[path] : text();
  }
  return trees;
}

/// At how many lines of a text others begin.
std::size_t places_in(const std::string& text, const std::string& lines) {
  std::size_t places = 0;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    if (text.compare(at, lines.size(), lines) == 0) ++places;
    if (text.find('\n', at) == std::string::npos) break;
  }
  return places;
}

/// The file to which lines of a.c moved, by a look through all of them; empty: none, or not one alone.
std::string moved_to(const MovedTrees& trees, const std::string& lines) {
  const auto before = [&](const std::string& path) {
    const auto file = trees.base.find(path);
    return file == trees.base.end() ? std::string() : file->second;
  };
  if (lines.find_first_not_of(" \n{};") == std::string::npos) return "";
  std::size_t places = 0;
  std::string place;
  for (const auto& [path, bytes] : trees.tip) {
    // What did not change is not looked through: whatever moved there changed it.
    if (path == "a.c" || (trees.base.contains(path) && before(path) == bytes)) continue;
    places += places_in(bytes, lines);
    if (places_in(bytes, lines) > 0) place = path;
  }
  return places == 1 && places_in(before(place), lines) == 0 ? place : "";
}

}  // namespace

TEST_CASE("moved code is found in a file that upstream added or changed") {
  MovedCase moved;
  const std::string lines = "one();\ntwo();\n";
  const auto added = moved.find({{"a.c", lines}}, {{"a.c", ""}, {"b.c", "// b\n" + lines}}, lines);
  REQUIRE(added);
  CHECK(added->path == "b.c");
  CHECK(added->line == 1);
  CHECK(moved.find({{"a.c", lines}, {"b.c", "x\n"}}, {{"a.c", ""}, {"b.c", lines + "x\n"}}, lines));
}

TEST_CASE("moved code is not found at two places, where it was before, in its own file, or in parts") {
  MovedCase moved;
  const std::string lines = "one();\ntwo();\n";
  const Files base = {{"a.c", lines}};
  CHECK_FALSE(moved.find(base, {{"a.c", ""}, {"b.c", lines + "x\n" + lines}}, lines));
  CHECK_FALSE(moved.find(base, {{"a.c", ""}, {"b.c", lines}, {"c.c", lines}}, lines));
  CHECK_FALSE(moved.find({{"a.c", lines}, {"b.c", lines}}, {{"a.c", ""}, {"b.c", lines + "x\n"}}, lines));
  CHECK_FALSE(moved.find(base, {{"a.c", "x\n" + lines}}, lines));
  CHECK_FALSE(moved.find(base, {{"b.c", "one();\nx\ntwo();\n"}}, lines));
  CHECK_FALSE(moved.find(base, {{"b.c", "x one();\ntwo();\n"}}, lines));
  CHECK_FALSE(moved.find(base, {{"b.c", "one();\ntwo();"}}, lines));
}

TEST_CASE("lines without substance, binary files and very large ones are not looked for or through") {
  MovedCase moved;
  const Files base = {{"a.c", "x\n"}};
  CHECK_FALSE(moved.find(base, {{"b.c", "}\n\n"}}, "}\n\n"));
  CHECK_FALSE(moved.find(base, {{"b.c", "x\n"}}, ""));
  const std::string lines = "one();\n";
  CHECK_FALSE(moved.find(base, {{"b.c", lines + std::string(1, '\0')}}, lines));
  CHECK_FALSE(moved.find(base, {{"b.c", lines + std::string((std::size_t{1} << 20U) + 1, '\n')}}, lines));
}

TEST_CASE("on generated trees moved code is found exactly where a look through all files finds it") {
  MovedCase moved;
  Random random(5);
  std::size_t found = 0;
  for (int round = 0; round < 400; ++round) {
    std::string lines;
    for (std::size_t count = 1 + random.below(3); count > 0; --count) lines += random_line(random);
    const MovedTrees trees = random_trees(random, lines);
    const std::string place = moved_to(trees, lines);
    const auto answer = moved.find(trees.base, trees.tip, lines);
    INFO(lines << "in " << place);
    REQUIRE(answer.has_value() == !place.empty());
    if (answer) CHECK(answer->path == place);
    found += answer ? 1 : 0;
  }
  CHECK(found > 40);
}

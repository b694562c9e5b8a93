#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

using namespace mlxpatch;
using namespace mlxpatch::tests;

namespace {

git::Entry file_of(std::uint8_t id) {
  git::Entry entry{git::Mode::file, {}};
  entry.oid.bytes.front() = id;
  return entry;
}

/// A repository whose one commit has dir/a and dir/b, with layers over it: the first replaces dir/a and adds new/c, the
/// second removes dir/a, the third removes dir/b and adds dir/a again.
struct Scene {
  World world;
  GitRepo repo = [this] {
    GitRepo made = GitRepo::init(world / "repo");
    made.write("dir/a", "a\n");
    made.commit_file("dir/b", "b\n", "Base");
    return made;
  }();
  git::Repository repository = git::Repository::open(repo.path());
  objects::ObjectStore store{repository};
  git::Oid tree = *git::Oid::from_hex(repo.tree());
  objects::LayeredEdits edits = [] {
    objects::LayeredEdits made(3);
    made.set(0, {{"dir/a", file_of(1)}, {"new/c", file_of(2)}});
    made.set(1, {{"dir/a", {}}});
    made.set(2, {{"dir/a", file_of(3)}, {"dir/b", {}}});
    return made;
  }();

  std::map<std::string, git::Entry> below(const std::string& directory, std::size_t layers) {
    std::map<std::string, git::Entry> files;
    const objects::OverlayTree overlay(store, tree, edits, layers);
    overlay.for_each_file(
        directory, [&](const std::string& path, const git::Entry& entry) { CHECK(files.emplace(path, entry).second); });
    return files;
  }
};

}  // namespace

TEST_CASE("a tree has the edits of the lowest layers that it is given") {
  Scene scene;
  const auto entry = [&](std::size_t layers, const std::string& path) {
    return objects::OverlayTree(scene.store, scene.tree, scene.edits, layers).file(path);
  };
  const git::Entry a = entry(0, "dir/a");
  const git::Entry b = entry(0, "dir/b");
  CHECK(a.exists());
  CHECK(entry(1, "dir/a") == file_of(1));
  CHECK_FALSE(entry(2, "dir/a").exists());
  CHECK(entry(3, "dir/a") == file_of(3));
  CHECK(entry(2, "dir/b") == b);
  CHECK_FALSE(entry(3, "dir/b").exists());

  using Files = std::map<std::string, git::Entry>;
  CHECK(scene.below("dir", 0) == Files{{"dir/a", a}, {"dir/b", b}});
  CHECK(scene.below("dir", 2) == Files{{"dir/b", b}});
  CHECK(scene.below("dir", 3) == Files{{"dir/a", file_of(3)}});
  CHECK(scene.below("new", 0).empty());
  CHECK(scene.below("new", 1) == Files{{"new/c", file_of(2)}});
}

TEST_CASE("a layer that is set again has only its new edits, in every tree that uses it") {
  Scene scene;
  const objects::OverlayTree overlay(scene.store, scene.tree, scene.edits, 3);
  REQUIRE(overlay.is_directory("new"));
  scene.edits.set(0, {});
  CHECK_FALSE(overlay.is_directory("new"));
  scene.edits.set(2, {{"new/d", file_of(4)}});
  CHECK(overlay.is_directory("new"));
  CHECK_FALSE(overlay.file("dir/a").exists());
  CHECK(overlay.file("dir/b").exists());
}

TEST_CASE("a tree's own edits win over those of the layers, and its id reflects them all") {
  Scene scene;
  const git::Oid a = scene.store.put(git::ObjectType::blob, "one\n");
  const git::Oid b = scene.store.put(git::ObjectType::blob, "two\n");
  scene.edits.set(0, {{"dir/a", {git::Mode::file, a}}, {"new/c", {git::Mode::file, a}}});
  objects::OverlayTree overlay(scene.store, scene.tree, scene.edits, 1);
  overlay.put("dir/a", {git::Mode::file, b});
  overlay.put("new/c", {});
  CHECK(overlay.file("dir/a").oid == b);
  CHECK_FALSE(overlay.is_directory("new"));
  const git::Oid expected = objects::edit_tree(scene.store, scene.tree, {{"dir/a", {git::Mode::file, b}}});
  CHECK(overlay.write() == expected);
}

TEST_CASE("a directory gives the same answers for many files as for one") {
  Scene scene;
  for (int i = 0; i < 40; ++i) scene.repo.write("many/f" + std::to_string(i), "text\n");
  scene.repo.write("many/below/a", "text\n");
  scene.repo.commit("Many");
  const git::Oid tree = *git::Oid::from_hex(scene.repo.tree());
  objects::OverlayTree overlay(scene.store, tree);
  overlay.put("many/f3", {});
  for (int i = 0; i < 45; ++i) {
    const std::string path = "many/f" + std::to_string(i);
    CHECK(overlay.file(path) == (i == 3 ? git::Entry{} : objects::entry_at(scene.store, tree, path)));
  }
  CHECK_FALSE(overlay.file("many/below").exists());
  CHECK(overlay.file("many/below/a").exists());
  CHECK_FALSE(overlay.file("none/a").exists());
  for (int i = 0; i < 20; ++i) CHECK_FALSE(overlay.file("none/f" + std::to_string(i)).exists());
  CHECK(overlay.file("many/f1").exists());
}

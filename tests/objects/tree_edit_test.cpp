#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <mlxpatch/objects/tree_text.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

using namespace mlxpatch;
using namespace mlxpatch::tests;

namespace {

struct Trees {
  World world;
  GitRepo repo = GitRepo::init(world / "repo");
  git::Repository repository = git::Repository::open(repo.path());
  objects::ObjectStore store{repository};

  git::Entry file(const std::string& bytes) { return {git::Mode::file, store.put(git::ObjectType::blob, bytes)}; }
  git::Oid edited(const git::Oid& tree, const std::vector<objects::PathEdit>& edits) {
    return objects::edit_tree(store, tree, edits);
  }
  /// What git makes of these files.
  git::Oid by_git(const std::vector<objects::PathEdit>& files) {
    store.write_pack();
    std::string index;
    for (const objects::PathEdit& edit : files) index += "100644 " + edit.entry.oid.hex() + "\t" + edit.path + "\n";
    repo.git({"read-tree", "--empty"});
    repo.git({"update-index", "--index-info"}, index);
    return git::Oid::from_hex(repo.git({"write-tree"})).value();
  }
};

}  // namespace

TEST_CASE("edits may be in any order, also around names that sort between a file and a directory") {
  Trees trees;
  const git::Entry a = trees.file("a\n");
  const git::Entry b = trees.file("b\n");
  const git::Oid before = trees.edited({}, {{"d.x", a}, {"d", a}, {"d-e", a}, {"z/y/x", a}});
  CHECK(before == trees.by_git({{"d", a}, {"d-e", a}, {"d.x", a}, {"z/y/x", a}}));
  const git::Oid after = trees.edited(before, {{"d/x", b}, {"z/y/x", {}}, {"d", {}}, {"d-e", b}, {"d.x", b}});
  CHECK(after == trees.by_git({{"d/x", b}, {"d-e", b}, {"d.x", b}}));
  const git::Oid again = trees.edited(after, {{"d", b}, {"d/x", {}}, {"d0", a}});
  CHECK(again == trees.by_git({{"d", b}, {"d-e", b}, {"d.x", b}, {"d0", a}}));
}

TEST_CASE("edits that change nothing give the same tree, and removing everything gives the empty one") {
  Trees trees;
  const git::Entry a = trees.file("a\n");
  const git::Oid tree = trees.edited({}, {{"d/e/f", a}, {"g", a}});
  CHECK(trees.edited(tree, {{"g", a}, {"missing", {}}, {"d/e/missing", {}}, {"d", {}}}) == tree);
  CHECK(trees.edited(tree, {{"g", {}}, {"d/e/f", {}}}).hex() == "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
}

TEST_CASE("a path cannot be both a file and a directory") {
  Trees trees;
  const git::Entry a = trees.file("a\n");
  const git::Oid tree = trees.edited({}, {{"file", a}, {"dir/x", a}});
  CHECK_THROWS_AS(trees.edited(tree, {{"file/x", a}}), Error);
  CHECK_THROWS_AS(trees.edited(tree, {{"dir", a}}), Error);
  CHECK_THROWS_AS(trees.edited(tree, {{"new", a}, {"new/x", a}}), Error);
}

TEST_CASE("in a tree that is not sorted an edit meets the entry that it is for, or is refused") {
  Trees trees;
  const git::Entry old = trees.file("old\n");
  const git::Entry made = trees.file("new\n");
  std::string bytes;
  for (const char* name : {"b", "a"}) objects::append_entry(bytes, name, old);
  const git::Oid tree = trees.store.put(git::ObjectType::tree, bytes);
  std::string expected;
  objects::append_entry(expected, "b", old);
  objects::append_entry(expected, "a", made);
  CHECK(*trees.store.read(trees.edited(tree, {{"a", made}}), git::ObjectType::tree) == expected);
  CHECK_THROWS_AS(trees.edited(tree, {{"a", made}, {"b", made}}), Error);
}

#include <cstddef>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <support/git_repo.hpp>
#include <support/random.hpp>
#include <support/world.hpp>

#include "attributes.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;

namespace {

/// As `git check-attr` prints it.
std::string in_words(const merge::AttributeValue& value) {
  switch (value.state) {
    case merge::AttributeValue::State::set:
      return "set";
    case merge::AttributeValue::State::unset:
      return "unset";
    case merge::AttributeValue::State::text:
      return value.text;
    case merge::AttributeValue::State::unspecified:
      break;
  }
  return "unspecified";
}

/// Compares with git's answers for these paths of the repository's last commit.
void expect_as_git(const GitRepo& repo, const std::vector<std::string>& paths) {
  const git::Repository repository = git::Repository::open(repo.path());
  objects::ObjectStore store(repository);
  const objects::OverlayTree tree(store, *git::Oid::from_hex(repo.tree()));
  merge::Attributes attributes(store);
  std::vector<std::string> command{"check-attr", "-z", "merge", "text", "own", "--"};
  command.insert(command.end(), paths.begin(), paths.end());
  std::istringstream fields(repo.git(command));
  const auto take = [&] {
    std::string field;
    std::getline(fields, field, '\0');
    return field;
  };
  for (const std::string& path : paths) {
    for (const std::string name : {"merge", "text", "own"}) {
      INFO(path << ": " << name);
      CHECK(take() == path);
      CHECK(take() == name);
      CHECK(take() == in_words(attributes.value(tree, path, name)));
    }
  }
}

}  // namespace

TEST_CASE("attributes are found as git finds them") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  repo.write(".gitattributes",
             "# a comment\n[attr]generated -text own=made merge=ours\n"
             "*.txt text\n*.bin binary\n/top.* own\n  docs/*.md merge=union own=a=b\n\"with blank.txt\" "
             "-text\n\"tab\\t\\303\\244\" own\n\"open -text\n"
             "deep/**/leaf -merge\n**/any merge\nall/** own\n*.gen generated\nignored/ own\n!not own\n"
             "late !own\nlate own\nlate.* own=1 own=2\n[ab].c merge=c\\d\nx?.y -own\r\n");
  repo.write("sub/.gitattributes", "*.txt -text own=sub\n/inner/*.c own=inner\n*.bin !merge\n");
  repo.write("sub/inner/.gitattributes", "[attr]mine own=macro\nplain.txt own=deepest\n*.m mine\n");
  repo.write("f", "");
  repo.commit("Rules");
  expect_as_git(repo, {"a.txt",
                       "b.bin",
                       "top.c",
                       "sub/top.c",
                       "docs/a.md",
                       "docs/more/a.md",
                       "with blank.txt",
                       "\"open",
                       "tab\t\303\244",
                       "deep/leaf",
                       "deep/a/leaf",
                       "deep/a/b/leaf",
                       "any",
                       "x/any",
                       "all/a/b",
                       "all",
                       "x.gen",
                       "ignored/f",
                       "not",
                       "late",
                       "late.x",
                       "a.c",
                       "c.c",
                       "xy.y",
                       "x/.y",
                       "sub/a.txt",
                       "sub/b.bin",
                       "sub/inner/a.c",
                       "sub/a.c",
                       "sub/inner/plain.txt",
                       "sub/inner/more/plain.txt",
                       "sub/inner/x.m"});
  repo.write(".git/info/attributes", "*.txt own=info\n*.bin merge=info\n");
  repo.write("../home/.config/git/attributes", "*.c own=user\n*.txt own=user text=user\n");
  expect_as_git(repo, {"a.txt", "b.bin", "a.c", "sub/a.txt", "sub/inner/a.c"});
  // Names that sort before a directory's in a tree, though not in the alphabet.
  repo.write("sub.md", "");
  repo.write("sub-x/f", "");
  repo.write("sub+y", "");
  repo.commit("Names around a directory's");
  expect_as_git(repo, {"sub/a.txt", "sub/b.bin", "sub/inner/plain.txt", "sub-x/f", "sub.md"});
  repo.git({"config", "core.ignoreCase", "true"});
  expect_as_git(repo, {"A.TXT", "sub/A.txt", "DOCS/a.MD", "Late", "Deep/a/Leaf"});
  repo.git({"config", "core.attributesFile", (world / "mine").string()});
  repo.write("../mine", "*.c own=mine\n");
  expect_as_git(repo, {"a.txt", "a.c"});
}

TEST_CASE("many stars do not take forever, and a byte order mark is not part of a pattern") {
  std::string pattern;
  std::string path;
  for (int i = 0; i < 40; ++i) {
    pattern += "**/a/";
    path += "a/";
  }
  const merge::AttributeRules rules("\xef\xbb\xbf*.c own\n" + pattern + "zz own\n");
  REQUIRE(rules.rules().size() == 2);
  CHECK(merge::attribute_pattern_matches(rules.rules()[0], "x.c"));
  CHECK_FALSE(merge::attribute_pattern_matches(rules.rules()[1], path + path + "z"));
  CHECK(merge::attribute_pattern_matches(rules.rules()[1], path + path + "zz"));
}

TEST_CASE("generated attribute files say what git says") {
  Random random(5);
  const std::vector<std::string> patterns{"*",      "*.c",    "a",   "/a",    "b/*",    "b/**",
                                          "**/c",   "a/**/c", "?",   "[a-b]", "[!a].c", "a/b/c",
                                          "/b/*.c", "**/*.c", "b/a", "*/c",   "\\a",    "a*"};
  const std::vector<std::string> words{"merge", "-merge", "!merge", "merge=x", "own",
                                       "-own",  "own=1",  "text",   "binary"};
  const std::vector<std::string> names{"a", "b", "c", "a.c", "b.c"};
  for (int round = 0; round < 12; ++round) {
    World world;
    const GitRepo repo = GitRepo::init(world / "repo");
    const auto rules = [&] {
      std::string text;
      for (std::size_t i = 0; i < 1 + random.below(6); ++i) {
        text += random.one_of(patterns) + " " + random.one_of(words) + " " + random.one_of(words) + "\n";
      }
      return text;
    };
    repo.write(".gitattributes", rules());
    if (random.chance(50)) repo.write("a/.gitattributes", rules());
    if (random.chance(50)) repo.write("a/b/.gitattributes", rules());
    repo.commit("Rules");
    std::vector<std::string> paths;
    for (int i = 0; i < 8; ++i) {
      std::string path = random.one_of(names);
      for (std::size_t depth = random.below(3); depth > 0; --depth) path.insert(0, random.chance(50) ? "a/" : "b/");
      paths.push_back(path);
    }
    expect_as_git(repo, paths);
  }
}

TEST_CASE("attributes in memory count as those of a commit") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  repo.write(".gitattributes", "*.c own=tree\n");
  repo.commit_file("a/x.c", "", "Base");
  const git::Repository repository = git::Repository::open(repo.path());
  objects::ObjectStore store(repository);
  objects::OverlayTree tree(store, *git::Oid::from_hex(repo.tree()));
  merge::Attributes attributes(store);
  tree.put("a/.gitattributes", {git::Mode::file, store.put(git::ObjectType::blob, "x.c own=memory\n")});
  CHECK(in_words(attributes.value(tree, "a/x.c", "own")) == "memory");
  CHECK(in_words(attributes.value(tree, "a/b/x.c", "own")) == "memory");
  CHECK(in_words(attributes.value(tree, "x.c", "own")) == "tree");
  tree.put(".gitattributes", {});
  CHECK(in_words(attributes.value(tree, "x.c", "own")) == "unspecified");
}

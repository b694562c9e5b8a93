#include <string>
#include <variant>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/patch/format/reader.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/apply_to_tree.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

namespace mlxpatch::tests {
namespace {

/// The tree that a patch's text gives on a commit; the reason if it is refused.
std::string applied(const GitRepo& repo, const std::string& text, const std::string& commit) {
  const git::Repository repository = git::Repository::open(repo.path());
  objects::ObjectStore store(repository);
  const patch::Patch patch = patch::read_patches(text, "x.patch").front();
  queue::ApplyPolicy text_alone;
  text_alone.three_way = queue::ApplyPolicy::ThreeWay::never;
  const auto outcome =
      queue::apply_to_tree(store, patch, store.tree_of(git::Oid::from_hex(commit).value()), text_alone);
  const auto* made = std::get_if<queue::AppliedPatch>(&outcome);
  return made != nullptr ? made->tree.hex() : std::get<queue::ApplyFailure>(outcome).reason;
}

/// What git writes of the commit at HEAD.
std::string written_by_git(const GitRepo& repo, const std::string& option) {
  return repo.git({"format-patch", "--stdout", "--binary", option, "-1"}) + "\n";
}

constexpr const char* k_song = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n";

}  // namespace

TEST_CASE("a patch can turn a directory into a file, and a file into a directory") {
  const World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  repo.write("thing/first", "first\n");
  repo.write("thing/deep/second", k_song);
  const std::string with_directory = repo.commit("With a directory");
  repo.remove("thing");
  const std::string with_file = repo.commit_file("thing", "a file now\n", "With a file");
  CHECK(applied(repo, written_by_git(repo, "--no-renames"), with_directory) == repo.tree());
  repo.remove("thing");
  repo.write("thing/deep/second", k_song);
  repo.commit("With a directory again");
  CHECK(applied(repo, written_by_git(repo, "--no-renames"), with_file) == repo.tree());
}

TEST_CASE("a file can move out of a directory to the directory's own name, and back") {
  const World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  const std::string below = repo.commit_file("thing/song", k_song, "Below");
  repo.git({"mv", "thing/song", "song"});
  repo.remove("thing");
  repo.git({"mv", "song", "thing"});
  const std::string above = repo.commit("Above");
  CHECK(applied(repo, written_by_git(repo, "-M"), below) == repo.tree());
  repo.git({"mv", "thing", "song"});
  repo.write("thing/song", k_song);
  repo.remove("song");
  repo.commit("Below again");
  CHECK(applied(repo, written_by_git(repo, "-M"), above) == repo.tree());
}

TEST_CASE("a directory that is not emptied, or a file that stays, is in the way of the other") {
  const World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  repo.write("thing/first", "first\n");
  const std::string with_directory = repo.commit("With a directory");
  repo.write("thing/first", "first\n");
  const std::string new_file =
      "diff --git a/thing b/thing\nnew file mode 100644\n--- /dev/null\n+++ b/thing\n@@ -0,0 +1 @@\n+x\n";
  CHECK(applied(repo, new_file, with_directory) == "thing is a directory");
  const std::string below =
      "diff --git a/thing/first/x b/thing/first/x\nnew file mode 100644\n--- /dev/null\n"
      "+++ b/thing/first/x\n@@ -0,0 +1 @@\n+x\n";
  CHECK(applied(repo, below, with_directory) == "thing/first is a file, so there can be nothing below it");
}

TEST_CASE("two files may change places in one patch") {
  const World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  repo.write("a", "of a\n");
  repo.write("b", "of b\n");
  const std::string before = repo.commit("Before");
  repo.write("a", "of b\n");
  repo.write("b", "of a\n");
  repo.commit("After");
  const std::string renames =
      "diff --git a/b b/a\nsimilarity index 100%\nrename from b\nrename to a\n"
      "diff --git a/a b/b\nsimilarity index 100%\nrename from a\nrename to b\n";
  CHECK(applied(repo, renames, before) == repo.tree());
}

TEST_CASE("a copy is one of the file as it was before the patch that changes it, too") {
  const World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  const std::string before = repo.commit_file("a", k_song, "Before");
  repo.write("a", std::string("zero\n") + k_song);
  repo.write("b", std::string(k_song) + "nine\n");
  repo.commit("Copy and change");
  const std::string text = written_by_git(repo, "-C");
  REQUIRE(text.find("copy from a") != std::string::npos);
  CHECK(applied(repo, text, before) == repo.tree());
}

TEST_CASE("a file that one part of a patch makes can be changed and moved by the next") {
  const World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  const std::string before = repo.commit_file("other", "x\n", "Before");
  repo.commit_file("c", "first\nlast\n", "After");
  const std::string text =
      "diff --git a/a b/a\nnew file mode 100644\n--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+first\n"
      "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1,2 @@\n first\n+last\n"
      "diff --git a/a b/c\nsimilarity index 100%\nrename from a\nrename to c\n";
  CHECK(applied(repo, text, before) == repo.tree());
}

}  // namespace mlxpatch::tests

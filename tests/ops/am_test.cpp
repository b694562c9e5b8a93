#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

#include "fork_project.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

namespace fs = std::filesystem;

/// A plain repository with one text at several paths; no mlxpatch.toml is near.
struct Repository {
  World world;
  GitRepo repo = GitRepo::init(world / "repo");

  Repository() {
    for (const char* path : {"top", "src/code", "sub/src/code"}) repo.write(path, "one\ntwo\nthree\nfour\nfive\n");
    repo.commit("Base");
  }

  /// Writes a patch file beside the repository.
  std::string patch(const std::string& name, const std::string& text) const {
    write_bytes(world / name, text);
    return (world / name).string();
  }

  CommandResult am(std::vector<std::string> words) const {
    words.insert(words.begin(), "am");
    return run_mlxpatch(words, repo.path());
  }

  std::string changed() const { return repo.git({"show", "--name-only", "--format=", "HEAD"}); }
};

std::string change_of(const std::string& path) {
  return "diff --git a/" + path + " b/" + path + "\n--- a/" + path + "\n+++ b/" + path +
         "\n@@ -1,3 +1,3 @@\n one\n-two\n+TWO\n three\n";
}

/// Ends in the middle of its hunk.
std::string cut_off(const std::string& path) {
  return "--- a/" + path + "\n+++ b/" + path + "\n@@ -1,3 +1,3 @@\n one\n-two\n";
}

}  // namespace

TEST_CASE("am names all files that it can't read, and with --keep-going leaves them out") {
  const Repository here;
  const std::vector<std::string> files{here.patch("1.patch", change_of("top")),
                                       here.patch("2.patch", cut_off("src/code")), here.patch("3.patch", "nothing\n"),
                                       here.patch("4.patch", change_of("src/code")),
                                       here.patch("5.patch", change_of("missing"))};
  const std::string before = here.repo.rev_parse();
  const CommandResult refused = here.am(files);
  expect_exit(refused, 1);
  CHECK_THAT(refused.err, ContainsSubstring("2 files can't be read") && ContainsSubstring("2.patch:5") &&
                              ContainsSubstring("3.patch:1"));
  CHECK(here.repo.rev_parse() == before);

  std::vector<std::string> words{"--keep-going"};
  words.insert(words.end(), files.begin(), files.end());
  const CommandResult some = here.am(words);
  expect_exit(some, 0);
  for (const char* name : {"2.patch", "3.patch", "5.patch"}) CHECK_THAT(some.out, ContainsSubstring(name));
  CHECK(here.repo.log(before + "..HEAD") == std::vector<std::string>{"4", "1"});
}

TEST_CASE("am --keep-going leaves out what a directory lists and can't be read") {
  const Repository here;
  write_bytes(here.world / "queue/series", "bad.patch\ngone.patch\ngood.patch -p1\n");
  write_bytes(here.world / "queue/bad.patch", cut_off("top"));
  write_bytes(here.world / "queue/good.patch", change_of("top"));
  const std::string queue = (here.world / "queue").string();
  const CommandResult refused = here.am({queue});
  expect_exit(refused, 1);
  CHECK_THAT(refused.err, ContainsSubstring("bad.patch") && ContainsSubstring("gone.patch"));
  const CommandResult some = here.am({"--keep-going", queue});
  expect_exit(some, 0);
  CHECK_THAT(some.out, ContainsSubstring("bad.patch") && ContainsSubstring("gone.patch"));
  CHECK(here.changed() == "top");
}

TEST_CASE("am fails if every patch was refused, and leaves no trace in the repository") {
  const Repository here;
  const std::string missing = here.patch("missing.patch", change_of("missing"));
  const std::string bad = here.patch("bad.patch", cut_off("top"));
  const CommandResult all = here.am({"--keep-going", missing, bad});
  expect_exit(all, 1);
  CHECK_THAT(all.err, ContainsSubstring("missing.patch: ") && ContainsSubstring("bad.patch: "));
  CHECK_THAT(all.err,
             ContainsSubstring("missing: the file does not exist") && ContainsSubstring("bad.patch: line 5: "));
  expect_exit(here.am({missing}), 1);
  here.repo.write("new", "in the way\n");
  const std::string creation =
      "diff --git a/new b/new\nnew file mode 100644\n--- /dev/null\n+++ b/new\n@@ -0,0 +1 @@\n+new\n";
  expect_exit(here.am({here.patch("new.patch", creation)}), 1);
  CHECK(here.repo.read("new") == "in the way\n");
  CHECK_FALSE(fs::exists(here.repo / ".git/mlxpatch"));
  CHECK(here.repo.git({"for-each-ref", "refs/mlxpatch"}).empty());
}

TEST_CASE("am takes either --keep-going or --stop-at-conflict") {
  const Repository here;
  const CommandResult both = here.am({"--keep-going", "--stop-at-conflict", here.patch("x.patch", change_of("top"))});
  expect_exit(both, 2);
  CHECK_THAT(both.err, ContainsSubstring("contradict"));
}

TEST_CASE("am speaks of the repository that it works in, from where the user is") {
  const Repository here;
  const std::string patch = here.patch("x.patch", change_of("top"));
  here.repo.write("top", "changed\n");
  const CommandResult dirty = run_mlxpatch({"am", "--repo", "repo", patch}, here.world.root());
  expect_exit(dirty, 1);
  CHECK_THAT(dirty.err, ContainsSubstring("git -C repo stash push") && ContainsSubstring("repo/top"));
  CHECK(dirty.err.find("queue") == std::string::npos);
}

TEST_CASE("am makes no commit of a patch that is in already") {
  const Repository here;
  here.repo.commit_file("top", "one\nTWO\nthree\nfour\nfive\n", "Shout");
  const std::string patch = here.patch("x.patch", here.repo.git({"format-patch", "--stdout", "-1"}) + "\n");
  const std::string before = here.repo.rev_parse();
  const CommandResult again = here.am({"--json", patch});
  expect_exit(again, 0);
  CHECK_THAT(again.out, ContainsSubstring("\"state\": \"empty\"") && ContainsSubstring("applied already"));
  CHECK(here.repo.rev_parse() == before);
}

TEST_CASE("am makes the first commit of a branch that has none") {
  const Repository here;
  const GitRepo fresh = GitRepo::init(here.world / "fresh");
  const std::string creation =
      "diff --git a/d/new b/d/new\nnew file mode 100644\n--- /dev/null\n+++ b/d/new\n@@ -0,0 +1 @@\n+new\n";
  const std::string first = here.patch("first.patch", creation);
  expect_exit(run_mlxpatch({"am", here.patch("x.patch", change_of("top"))}, fresh.path()), 1);
  const std::string second = here.patch("second.patch", "--- a/d/new\n+++ b/d/new\n@@ -1 +1 @@\n-new\n+newer\n");
  expect_exit(run_mlxpatch({"am", first, second}, fresh.path()), 0);
  CHECK(fresh.log() == std::vector<std::string>{"second", "first"});
  CHECK(fresh.status().empty());
  CHECK(fresh.read("d/new") == "newer\n");
  CHECK(fresh.git({"fsck", "--strict", "--no-dangling"}).empty());
}

TEST_CASE("the author of a mail is enough where only the committer is known") {
  Repository here;
  here.repo.commit_file("top", "one\nTWO\nthree\nfour\nfive\n", "Shout");
  const std::string mail = here.patch("x.patch", here.repo.git({"format-patch", "--stdout", "-1"}) + "\n");
  here.repo.git({"reset", "--quiet", "--hard", "HEAD~"});
  here.world.forget_identity();
  here.world.set_environment("GIT_COMMITTER_NAME", "Carl");
  here.world.set_environment("GIT_COMMITTER_EMAIL", "carl@example.com");
  expect_exit(here.am({mail}), 0);
  CHECK(here.repo.log("-1", "%cn") == std::vector<std::string>{"Carl"});
  const CommandResult bare = here.am({here.patch("bare.patch", change_of("src/code"))});
  expect_exit(bare, 1);
  CHECK_THAT(bare.err, ContainsSubstring("who you are"));
}

TEST_CASE("a mail without a date is from today") {
  const Repository here;
  const std::string mail = here.patch("x.patch", "From: A <a@example.com>\nSubject: Shout\n\n---\n" + change_of("top"));
  expect_exit(here.am({mail}), 0);
  CHECK(here.repo.log("-1", "%at") == here.repo.log("-1", "%ct"));
}

TEST_CASE("am takes -p and --directory as git apply does") {
  const Repository here;
  const std::string patch = here.patch("x.patch", change_of("src/code"));
  expect_exit(here.am({"--directory", "sub", patch}), 0);
  CHECK(here.changed() == "sub/src/code");
  const std::string deep = here.patch("deep.patch", change_of("proj/src/code"));
  expect_exit(here.am({"-p", "2", deep}), 0);
  CHECK(here.changed() == "src/code");
  expect_exit(here.am({"-p3", here.patch("top.patch", change_of("proj/x/top"))}), 0);
  CHECK(here.changed() == "top");
  expect_exit(here.am({"-p", "0", here.patch("zero.patch", change_of("top"))}), 1);
  expect_exit(here.am({"-p", "100", patch}), 2);
  expect_exit(here.am({"--directory", "../other", patch}), 2);
  expect_exit(here.am({"--directory", "/tmp", patch}), 2);
}

TEST_CASE("the -pN of a series line counts for every form of diff, and more than that of the command line") {
  const Repository here;
  here.repo.commit_file("code", "one\ntwo\nthree\nfour\nfive\n", "At the root");
  write_bytes(here.world / "queue/series", "x.patch -p2\n");
  write_bytes(here.world / "queue/x.patch", change_of("src/code"));
  expect_exit(here.am({"-p1", (here.world / "queue").string()}), 0);
  CHECK(here.changed() == "code");
}

TEST_CASE("a file becomes a submodule, and a submodule a file") {
  const Repository here;
  const std::string base = here.repo.rev_parse();
  here.repo.remove("top");
  here.repo.git({"update-index", "--add", "--cacheinfo", "160000," + base + ",top"});
  here.repo.git({"commit", "--quiet", "--message", "A submodule"});
  const std::string with_submodule = here.repo.tree();
  const std::string there = here.patch("there.patch", here.repo.git({"format-patch", "--stdout", "-1"}) + "\n");
  here.repo.git({"update-index", "--force-remove", "top"});
  here.repo.write("top", "one\ntwo\nthree\nfour\nfive\n");
  here.repo.git({"add", "top"});
  here.repo.git({"commit", "--quiet", "--message", "A file"});
  const std::string back = here.patch("back.patch", here.repo.git({"format-patch", "--stdout", "-1"}) + "\n");
  here.repo.git({"reset", "--quiet", "--hard", base});
  expect_exit(here.am({there}), 0);
  CHECK(here.repo.tree() == with_submodule);
  CHECK(here.repo.status().empty());
  expect_exit(here.am({back}), 0);
  CHECK(here.repo.tree() == here.repo.tree(base));
  CHECK(here.repo.status().empty());
}

TEST_CASE("am of what is not there says so, what it was doing, and what is near") {
  const ForkProject fork;
  const CommandResult result = fork.run({"am", "--repo", fork.upstream.path().string(), "patches/serve-mor.patch"});
  CHECK(result.exit == 1);
  CHECK_THAT(result.err, ContainsSubstring("reading the patches (nothing was changed)"));
  CHECK_THAT(result.err, ContainsSubstring("did you mean patches/serve-more.patch?"));
}

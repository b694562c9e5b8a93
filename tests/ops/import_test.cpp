#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>

#include "fork_project.hpp"
#include "neighbours.hpp"
#include "snapshot.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;
namespace fs = std::filesystem;

namespace {

/// The fork's own three patches, as they are at `rev` of the checkout, and then the maker's commits: put together by
/// git.
std::string expected_tree(const ForkProject& fork, const GitRepo& maker, const std::string& rev) {
  maker.git({"fetch", "--quiet", fork.checkout().path().string(), "local-patches"});
  maker.git({"checkout", "--quiet", "--detach", fork.checkout().rev_parse(rev)});
  maker.git({"cherry-pick", fork.base + "..mine"});
  std::string tree = maker.tree();
  maker.git({"checkout", "--quiet", "mine"});
  return tree;
}

std::string diff_of(const GitRepo& maker, const std::string& rev, const std::vector<std::string>& options = {}) {
  std::vector<std::string> words{"diff", rev + "^", rev};
  words.insert(words.begin() + 1, options.begin(), options.end());
  return maker.git(words) + "\n";
}

std::string mail_of(const GitRepo& maker, const std::string& rev, const std::vector<std::string>& options = {}) {
  std::vector<std::string> words{"format-patch", "--stdout", "-1", rev};
  words.insert(words.begin() + 1, options.begin(), options.end());
  return maker.git(words) + "\n";
}

/// Imports into the set-up fork, and holds the branch against git's own result.
void check_import(const ForkProject& fork, const GitRepo& maker, const std::vector<std::string>& words) {
  fork.set_up();
  std::vector<std::string> command{"import"};
  command.insert(command.end(), words.begin(), words.end());
  const std::string series = fork.project.read("patches/series");
  const std::string expected = expected_tree(fork, maker, "local-patches");
  fork.done(command);
  CHECK(fork.checkout().tree() == expected);
  CHECK(fork.checkout().status() == "");
  CHECK(fork.project.read("patches/series").starts_with(series));
  CHECK_THAT(fork.done({"regen"}).out, ContainsSubstring("nothing to write"));
  CHECK_THAT(fork.done(command).out, ContainsSubstring("Nothing to import"));
}

}  // namespace

TEST_CASE("import reads a quilt directory, with its -p0 and its comments; the files keep their bytes") {
  const ForkProject fork;
  const GitRepo maker = clone_with_own_commits(fork);
  const fs::path quilt = fork.world / "quilt";
  write_bytes(quilt / "patches/series", "# theirs\nsongs.patch -p0\nsub/moved.patch\n\nlink.patch # last\n");
  write_bytes(quilt / "patches/songs.patch", diff_of(maker, "mine~2", {"--no-prefix"}));
  write_bytes(quilt / "patches/sub/moved.patch", diff_of(maker, "mine~1", {"--no-renames"}));
  write_bytes(quilt / "patches/link.patch", diff_of(maker, "mine"));
  check_import(fork, maker, {quilt.string()});
  CHECK_THAT(fork.project.read("patches/series"), ContainsSubstring("# theirs\nsongs.patch -p0\nsub/moved.patch\n"));
  CHECK(fork.project.read("patches/songs.patch") == read_bytes(quilt / "patches/songs.patch"));
}

TEST_CASE("import puts the strip level that a patch needs into the series") {
  const ForkProject fork;
  const GitRepo maker = clone_with_own_commits(fork);
  const std::string diff = diff_of(maker, "mine~2", {"--src-prefix=x/old/", "--dst-prefix=x/new/"});
  write_bytes(fork.world / "deep.patch", diff);
  fork.set_up();
  fork.done({"import", (fork.world / "deep.patch").string()});
  CHECK_THAT(fork.project.read("patches/series"), EndsWith("deep.patch -p2\n"));
  CHECK(fork.project.read("patches/deep.patch") == diff);
  CHECK_THAT(fork.done({"regen"}).out, ContainsSubstring("nothing to write"));
}

TEST_CASE("import leaves out what the branch has already, and names all files that it can't read") {
  const ForkProject fork;
  fork.set_up();
  const GitRepo checkout = fork.checkout();
  const std::string before = checkout.rev_parse("local-patches");
  write_bytes(fork.world / "again.patch", checkout.git({"format-patch", "--stdout", "-1"}) + "\n");
  const std::string creation =
      "diff --git a/new b/new\nnew file mode 100644\n--- /dev/null\n+++ b/new\n@@ -0,0 +1 @@\n+new\n";
  write_bytes(fork.world / "new.patch", creation);
  const std::string again = (fork.world / "again.patch").string();
  CHECK_THAT(fork.done({"import", again}).out, ContainsSubstring("again.patch"));
  CHECK(checkout.rev_parse("local-patches") == before);
  fork.done({"import", again, (fork.world / "new.patch").string()});
  CHECK(checkout.rev_parse("local-patches~") == before);
  CHECK_THAT(fork.project.read("patches/series"), EndsWith("new.patch\n"));

  write_bytes(fork.world / "bad.patch", "nothing\n");
  write_bytes(fork.world / "worse.patch", "--- a/x\n+++ b/x\n@@ -1 +1 @@\n");
  const CommandResult refused = run_mlxpatch(
      {"import", (fork.world / "bad.patch").string(), (fork.world / "worse.patch").string()}, fork.project.path());
  expect_exit(refused, 1);
  CHECK_THAT(refused.err, ContainsSubstring("bad.patch") && ContainsSubstring("worse.patch"));
}

TEST_CASE("import -p is kept in the series, also before there is a checkout") {
  const ForkProject fork;
  const GitRepo maker = clone_with_own_commits(fork);
  write_bytes(fork.world / "deep.patch", diff_of(maker, "mine~2", {"--src-prefix=x/old/", "--dst-prefix=x/new/"}));
  fork.done({"import", "-p2", (fork.world / "deep.patch").string()});
  CHECK_THAT(fork.project.read("patches/series"), EndsWith("deep.patch -p2\n"));
  fork.set_up();
  CHECK(fork.checkout().status().empty());
}

TEST_CASE("import --directory writes the patch anew, with the paths that it then has") {
  const ForkProject fork;
  fork.set_up();
  const std::string creation =
      "diff --git a/new b/new\nnew file mode 100644\n--- /dev/null\n+++ b/new\n@@ -0,0 +1 @@\n+new\n";
  write_bytes(fork.world / "deep.patch", creation);
  fork.done({"import", "--directory", "deep/down", (fork.world / "deep.patch").string()});
  CHECK(fork.checkout().read("deep/down/new") == "new\n");
  CHECK_THAT(fork.project.read("patches/deep.patch"), ContainsSubstring("+++ b/deep/down/new"));
  CHECK_THAT(fork.done({"regen"}).out, ContainsSubstring("nothing to write"));
}

TEST_CASE("import reads an Electron directory with its .patches") {
  const ForkProject fork;
  const GitRepo maker = clone_with_own_commits(fork);
  const fs::path folder = fork.world / "electron";
  std::string list;
  for (const char* rev : {"mine~2", "mine~1", "mine"}) {
    const std::string name = std::string("patch_") + std::to_string(list.size()) + ".patch";
    list += name + "\n";
    write_bytes(folder / name, mail_of(maker, rev, {"--keep-subject", "--no-stat", "--zero-commit", "--no-signature"}));
  }
  write_bytes(folder / ".patches", list);
  check_import(fork, maker, {folder.string()});
  CHECK_THAT(fork.project.read("patches/series"), EndsWith(list));
  CHECK(fork.checkout().log("local-patches", "%s").front() == "[WIP] Link to it");
}

TEST_CASE("import reads a debian/patches with DEP-3 headers") {
  const ForkProject fork;
  const GitRepo maker = clone_with_own_commits(fork);
  const fs::path folder = fork.world / "package";
  write_bytes(folder / "debian/patches/series", "song.patch\nmove.patch\nlink.patch\n");
  write_bytes(folder / "debian/patches/song.patch",
              "Description: Sing\n Of thirty lines.\nAuthor: Dora Debian <dora@example.com>\nForwarded: no\n---\n" +
                  diff_of(maker, "mine~2"));
  write_bytes(folder / "debian/patches/move.patch", mail_of(maker, "mine~1"));
  write_bytes(folder / "debian/patches/link.patch", diff_of(maker, "mine"));
  check_import(fork, maker, {folder.string()});
  const auto authors = fork.checkout().log("local-patches", "%an|%s");
  CHECK(authors[2] == "Dora Debian|Sing");
}

TEST_CASE("import reads a plain directory of diffs in the order of their names, also with blanks in them") {
  const ForkProject fork;
  const GitRepo maker = clone_with_own_commits(fork);
  const fs::path folder = fork.world / "plain";
  write_bytes(folder / "10 song.diff", diff_of(maker, "mine~2"));
  write_bytes(folder / "20 move.patch", diff_of(maker, "mine~1"));
  write_bytes(folder / "30 link.patch", diff_of(maker, "mine"));
  write_bytes(folder / "README", "Not a patch.\n");
  check_import(fork, maker, {folder.string()});
  CHECK_THAT(fork.project.read("patches/series"), EndsWith("10-song.diff\n20-move.patch\n30-link.patch\n"));
}

TEST_CASE("import reads an mbox with its cover letter, and single files") {
  const ForkProject fork;
  const GitRepo maker = clone_with_own_commits(fork);
  const fs::path mbox = fork.world / "first.mbox";
  write_bytes(mbox, maker.git({"format-patch", "--stdout", "--cover-letter", fork.base + "..mine~1"}) + "\n");
  const fs::path file = fork.world / "link.patch";
  write_bytes(file, mail_of(maker, "mine"));
  check_import(fork, maker, {mbox.string(), file.string()});
  CHECK_THAT(fork.project.read("patches/series"),
             ContainsSubstring("\n0004-") && ContainsSubstring("\n0005-") && EndsWith("\nlink.patch\n"));
}

TEST_CASE("import reads the commits of another clone, and the names that other tools left in their messages") {
  const ForkProject fork;
  const GitRepo maker = clone_with_own_commits(fork);
  maker.git({"commit", "--quiet", "--amend", "-m", "[WIP] Link to it\n\nPatch-Filename: our_link.patch"});
  check_import(fork, maker, {"--from", maker.path().string(), fork.base + "..mine"});
  CHECK_THAT(fork.project.read("patches/series"), ContainsSubstring("\n0004-") && EndsWith("\nour_link.patch\n"));
  CHECK_THAT(fork.project.read("patches/our_link.patch"), !ContainsSubstring("Patch-Filename"));
}

TEST_CASE("patches without numbers get none if numbering is off") {
  const ForkProject fork;
  const GitRepo maker = clone_with_own_commits(fork);
  fork.project.write("mlxpatch.toml", fork.project.read("mlxpatch.toml") + "\n[patches]\nnumbered = false\n");
  check_import(fork, maker, {"--from", maker.path().string(), fork.base + "..mine"});
  CHECK_THAT(fork.project.read("patches/series"), !ContainsSubstring("0004-"));
}

TEST_CASE("before the first setup import only writes files, and setup uses them") {
  const ForkProject fork;
  const GitRepo maker = clone_with_own_commits(fork);
  fork.done({"import", "--from", maker.path().string(), fork.base + "..mine"});
  CHECK_FALSE(fs::exists(fork.checkout().path()));
  fork.set_up();
  CHECK(fork.checkout().tree() == expected_tree(fork, maker, "local-patches~3"));
}

TEST_CASE("a file that no list names yet is added to the list: a killed import left it") {
  const ForkProject fork;
  const fs::path folder = fork.world / "theirs";
  const std::string mail = "--- /dev/null\n+++ b/one\n@@ -0,0 +1 @@\n+one\n";
  write_bytes(folder / "one.patch", mail);
  fork.project.write("patches/one.patch", mail);
  fork.done({"import", folder.string()});
  CHECK(fork.project.read("patches/series").ends_with("one.patch\n"));
  CHECK(fork.done({"import", folder.string()}).out.find("the queue has this file") != std::string::npos);
}

TEST_CASE("import refuses everything if a patch does not apply, a name is taken, or branch and files differ") {
  const ForkProject fork;
  fork.set_up();
  const fs::path folder = fork.world / "theirs";
  write_bytes(folder / "one.patch", "--- /dev/null\n+++ b/one\n@@ -0,0 +1 @@\n+one\n");
  write_bytes(folder / "two.patch", "--- a/server.py\n+++ b/server.py\n@@ -1 +1 @@\n-not there\n+at all\n");
  Snapshot before = fork.snapshot();
  const CommandResult refused = fork.run({"import", folder.string()});
  expect_exit(refused, 1);
  CHECK_THAT(refused.err, ContainsSubstring("two.patch does not apply") && ContainsSubstring("--stop-at-conflict"));
  CHECK(differences(before, fork.snapshot()) == "");

  fs::remove(folder / "two.patch");
  write_bytes(folder / "serve-more.patch", "--- /dev/null\n+++ b/one\n@@ -0,0 +1 @@\n+one\n");
  const CommandResult taken = fork.run({"import", folder.string()});
  expect_exit(taken, 1);
  CHECK_THAT(taken.err,
             ContainsSubstring("serve-more.patch already exists in the patch directory, with different content"));
  CHECK(differences(before, fork.snapshot()) == "");

  fs::remove(folder / "serve-more.patch");
  const std::string patch = fork.project.read("patches/serve-more.patch");
  fork.project.write("patches/serve-more.patch",
                     patch.substr(0, patch.find("Ten were")) + patch.substr(patch.find("---")));
  before = fork.snapshot();
  const CommandResult drifted = fork.run({"import", folder.string()});
  expect_exit(drifted, 1);
  CHECK_THAT(drifted.err, ContainsSubstring("the branch and the patch files differ"));
  CHECK(differences(before, fork.snapshot()) == "");
  expect_exit(fork.run({"import", (fork.world / "upstream").string()}), 1);
}

TEST_CASE("import and am say which patches of a directory its series does not list") {
  const ForkProject fork;
  const std::string patch = fork.project.read("patches/serve-more.patch");
  write_bytes(fork.world / "given/listed.patch", patch);
  write_bytes(fork.world / "given/forgotten.patch", patch);
  write_bytes(fork.world / "given/series", "listed.patch\n# commented.patch\n");
  write_bytes(fork.world / "given/commented.patch", patch);
  const std::string note = "series does not list forgotten.patch: left out";
  CHECK_THAT(fork.done({"am", "--repo", fork.upstream.path().string(), "../given"}).out, ContainsSubstring(note));
  CHECK_THAT(fork.done({"import", "../given"}).out, ContainsSubstring(note));
}

#include <filesystem>
#include <sstream>
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
namespace fs = std::filesystem;

namespace {

/// Set up with the fork's own patches and the maker's; the tree of the branch.
std::string long_queue(const ForkProject& fork) {
  const GitRepo maker = clone_with_own_commits(fork);
  fork.set_up();
  fork.done({"import", "--from", maker.path().string(), fork.base + "..mine"});
  return fork.checkout().tree("local-patches");
}

GitRepo upstream_at_base(const ForkProject& fork, const std::string& name) {
  GitRepo clone = GitRepo::clone(fork.upstream.path().string(), fork.world / name);
  clone.git({"checkout", "--quiet", "-B", "work", fork.base});
  return clone;
}

/// The tree of all that lies there now, but for what the tool needs itself.
std::string tree_without(const GitRepo& repository, const std::vector<std::string>& folders) {
  for (const std::string& folder : folders) fs::remove_all(repository / folder);
  repository.git({"add", "--all", "--force", "."});
  return repository.git({"write-tree"});
}

std::string tree_by_quilt(const ForkProject& fork, const fs::path& patches, const std::string& name) {
  const GitRepo clone = upstream_at_base(fork, name);
  fs::copy(patches, clone / "patches", fs::copy_options::recursive);
  CommandOptions there;
  there.directory = clone.path();
  there.environment["QUILT_PATCHES"] = "patches";
  const CommandResult pushed = run_command({"quilt", "--quiltrc", "-", "push", "-a"}, there);
  INFO(pushed.out << pushed.err);
  CHECK(pushed.exit == 0);
  return tree_without(clone, {"patches", ".pc"});
}

std::string tree_by_gbp(const ForkProject& fork, const fs::path& patches, const std::string& name) {
  const GitRepo clone = upstream_at_base(fork, name);
  fs::create_directories(clone / "debian");
  fs::copy(patches, clone / "debian/patches", fs::copy_options::recursive);
  clone.write("debian/control",
              "Source: app\nMaintainer: D <d@example.com>\n\nPackage: app\nArchitecture: all\n"
              "Description: app\n");
  clone.write("debian/changelog",
              "app (1-1) unstable; urgency=low\n\n  * First.\n\n"
              " -- D <d@example.com>  Mon, 01 Jan 2024 00:00:00 +0000\n");
  clone.commit("Package");
  CommandOptions there;
  there.directory = clone.path();
  const CommandResult imported = run_command({"gbp", "pq", "import"}, there);
  INFO(imported.out << imported.err);
  CHECK(imported.exit == 0);
  return tree_without(clone, {"debian"});
}

}  // namespace

TEST_CASE("quilt push -a applies the patch directory as it is, and the export for quilt") {
  if (!has_program("quilt")) SKIP("quilt is not installed");
  const ForkProject fork;
  const std::string tree = long_queue(fork);
  fork.done({"export", "--as", "quilt", "-o", "../for-quilt"});
  CHECK(tree_by_quilt(fork, fork.project / "patches", "plain") == tree);
  CHECK(tree_by_quilt(fork, fork.world / "for-quilt", "exported") == tree);
  for (const fs::directory_entry& entry : fs::directory_iterator(fork.world / "for-quilt")) {
    CHECK_THAT(read_bytes(entry.path()), !ContainsSubstring("rename from"));
  }
}

TEST_CASE("gbp pq import reads the patch directory as it is, and the export for gbp") {
  if (!has_program("gbp")) SKIP("gbp (git-buildpackage) is not installed");
  const ForkProject fork;
  const std::string tree = long_queue(fork);
  fork.done({"export", "--as", "gbp", "-o", "../for-gbp"});
  CHECK(tree_by_gbp(fork, fork.project / "patches", "plain") == tree);
  CHECK(tree_by_gbp(fork, fork.world / "for-gbp", "exported") == tree);
  CHECK(GitRepo(fork.world / "exported").log("patch-queue/work", "%s").front() == "[WIP] Link to it");
}

TEST_CASE("git am applies the patch directory as it is, the mbox, and the export for Electron") {
  const ForkProject fork;
  const std::string tree = long_queue(fork);
  fork.done({"export", "--as", "mbox", "-o", "../all.mbox"});
  fork.done({"export", "--as", "electron", "-o", "../for-electron"});
  const auto files_of = [](const fs::path& folder, const std::string& list) {
    std::vector<std::string> files;
    std::istringstream names(read_bytes(folder / list));
    for (std::string name; std::getline(names, name);) files.push_back((folder / name).string());
    return files;
  };
  CHECK(tree_by_git_am(fork, fork.base, {(fork.world / "all.mbox").string()}) == tree);
  CHECK(tree_by_git_am(fork, fork.base) == tree);
  CHECK(tree_by_git_am(fork, fork.base, files_of(fork.world / "for-electron", ".patches")) == tree);
  CHECK(GitRepo(fork.world / k_clone_of_git_am).log("HEAD", "%s").front() == "[WIP] Link to it");
  CHECK_FALSE(fs::exists(fork.world / "for-electron/series"));
}

TEST_CASE("an export overwrites an earlier one, and nothing else") {
  const ForkProject fork;
  fork.set_up();
  const fs::path folder = fork.world / "out";
  fork.done({"export", "-o", folder.string()});
  fork.checkout().git({"reset", "--quiet", "--hard", "HEAD~1"});
  fork.done({"export", "-o", folder.string()});
  CHECK_FALSE(fs::exists(folder / "tell-about-log.patch"));
  CHECK(read_bytes(folder / "series") == "serve-more.patch\nlog-requests.patch\n");
  write_bytes(folder / "diary", "Mine.\n");
  const CommandResult refused = fork.run({"export", "-o", folder.string()});
  expect_exit(refused, 1);
  CHECK_THAT(refused.err, ContainsSubstring("diary"));
  expect_exit(fork.run({"export", "--as", "svn", "-o", folder.string()}), 2);
}

TEST_CASE("an export that was killed before it wrote the list is completed by the next one") {
  const ForkProject fork;
  fork.set_up();
  const fs::path folder = fork.world / "out";
  fork.done({"export", "-o", folder.string()});
  const std::string list = read_bytes(folder / "series");
  fs::remove(folder / "series");
  fork.done({"export", "-o", folder.string()});
  CHECK(read_bytes(folder / "series") == list);
  fs::remove(folder / "series");
  write_bytes(folder / "serve-more.patch", "Mine.\n");
  expect_exit(fork.run({"export", "-o", folder.string()}), 1);
  CHECK(read_bytes(folder / "serve-more.patch") == "Mine.\n");
}

TEST_CASE("an export replaces only what an export wrote, whatever a list says") {
  const ForkProject fork;
  fork.set_up();
  const fs::path folder = fork.world / "debian/patches";
  write_bytes(folder / "hand.patch", "mine\n");
  write_bytes(folder / "series", "hand.patch\n");
  expect_exit(fork.run({"export", "--as", "gbp", "-o", folder.string()}), 1);
  CHECK(read_bytes(folder / "hand.patch") == "mine\n");
  CHECK(read_bytes(folder / "series") == "hand.patch\n");

  const fs::path out = fork.world / "out";
  fork.done({"export", "-o", out.string()});
  write_bytes(out / "serve-more.patch", read_bytes(out / "serve-more.patch") + "mine\n");
  expect_exit(fork.run({"export", "-o", out.string()}), 1);
  CHECK(read_bytes(out / "serve-more.patch").ends_with("mine\n"));

  const Snapshot before = fork.snapshot();
  for (const char* place : {"mlxpatch.toml", "mlxpatch.lock", "patches/series", "app-repo/server.py", "patches"}) {
    INFO(place);
    const CommandResult refused = fork.run({"export", "--as", "mbox", "-o", place});
    expect_exit(refused, 1);
    CHECK_THAT(refused.err, ContainsSubstring(std::string(place) + " is not from an earlier export"));
  }
  expect_exit(fork.run({"export", "-o", "patches"}), 1);
  CHECK(differences(before, fork.snapshot()) == "");
  fs::create_symlink("mlxpatch.toml", fork.project / "link.mbox");
  expect_exit(fork.run({"export", "--as", "mbox", "-o", "link.mbox"}), 1);
  fork.done({"export", "--as", "mbox", "-o", "../all.mbox"});
  fork.checkout().commit_file("more", "more\n", "More");
  fork.done({"export", "--as", "mbox", "-o", "../all.mbox"});
  CHECK_THAT(read_bytes(fork.world / "all.mbox"),
             ContainsSubstring("Subject: [PATCH] More") || ContainsSubstring("More"));
}

TEST_CASE("what patch(1) cannot take is refused for quilt and gbp, by name") {
  const ForkProject fork;
  fork.set_up();
  fork.checkout().commit_file("logo", std::string("\0\1\2", 3), "Draw");
  const CommandResult refused = fork.run({"export", "--as", "gbp", "-o", "../out"});
  expect_exit(refused, 1);
  CHECK_THAT(refused.err, ContainsSubstring("logo") && ContainsSubstring("--as mbox"));
  CHECK_FALSE(fs::exists(fork.world / "out"));
  fork.done({"export", "--as", "mbox", "-o", "../all.mbox"});
}

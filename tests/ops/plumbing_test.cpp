#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/strace.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

namespace fs = std::filesystem;

/// A plain clone of the upstream at the patches' base, on a branch; no mlxpatch.toml is near.
GitRepo plain_clone(const ForkProject& fork, const std::string& name) {
  GitRepo clone = GitRepo::clone(fork.upstream.path().string(), fork.world / name);
  clone.git({"checkout", "--quiet", "-B", "topic", fork.base});
  return clone;
}

CommandResult run_in(const GitRepo& repository, const std::vector<std::string>& words) {
  return run_mlxpatch(words, repository.path());
}

std::string patch_of(const ForkProject& fork, const std::string& name) {
  return (fork.project / "patches" / name).string();
}

}  // namespace

TEST_CASE("am makes the commits that git am makes") {
  const ForkProject fork;
  const GitRepo ours = plain_clone(fork, "ours");
  const GitRepo gits = plain_clone(fork, "gits");
  expect_exit(run_in(ours, {"am", (fork.project / "patches").string()}), 0);
  for (const char* name : {"serve-more.patch", "log-requests.patch", "tell-about-log.patch"}) {
    gits.git({"am", "--quiet", patch_of(fork, name)});
  }
  const std::string format = "%T %an <%ae> %at %B";
  CHECK(ours.log("HEAD", format) == gits.log("HEAD", format));
  CHECK(ours.status() == "");
  CHECK(ours.git({"fsck", "--strict", "--no-dangling"}) == "");
}

TEST_CASE("a patch or a line beyond the limits is refused, unless a flag raises them") {
  const ForkProject fork;
  const GitRepo repository = plain_clone(fork, "ours");
  repository.commit_file("long", std::string((1 << 20) + 100, 'x') + "\n", "A long line");
  const std::string patch = (fork.world / "long.patch").string();
  write_bytes(patch, repository.git({"format-patch", "--stdout", "-1"}) + "\n");
  repository.git({"reset", "--quiet", "--hard", fork.base});
  const CommandResult refused = run_in(repository, {"am", patch});
  expect_exit(refused, 1);
  CHECK_THAT(refused.err, ContainsSubstring("1048576 bytes") && ContainsSubstring("--max-line"));
  expect_exit(run_in(repository, {"am", "--max-line", "2", "--max-patch", "1", patch}), 1);
  expect_exit(run_in(repository, {"am", "--max-line", "0", patch}), 2);
  CHECK(repository.rev_parse() == fork.base);
  expect_exit(run_in(repository, {"am", "--max-line", "2", patch}), 0);
}

TEST_CASE("am applies all or nothing; --keep-going skips what is refused; a dirty tree is refused") {
  const ForkProject fork;
  const GitRepo repository = plain_clone(fork, "ours");
  repository.commit_file("docs/guide.md", "Another guide.\n", "Another guide");
  const std::string before = repository.rev_parse();
  const std::string folder = (fork.project / "patches").string();
  const CommandResult refused = run_in(repository, {"am", folder});
  expect_exit(refused, 1);
  CHECK_THAT(refused.err, ContainsSubstring("tell-about-log.patch") && ContainsSubstring("docs/guide.md"));
  CHECK(repository.rev_parse() == before);
  CHECK(repository.status() == "");

  repository.write("README.md", "dirty\n");
  const CommandResult dirty = run_in(repository, {"am", folder});
  expect_exit(dirty, 1);
  CHECK_THAT(dirty.err, ContainsSubstring("README.md"));
  CHECK(repository.rev_parse() == before);
  repository.git({"checkout", "--quiet", "--", "README.md"});

  const CommandResult some = run_in(repository, {"am", "--keep-going", folder});
  CHECK_THAT(some.out + some.err, ContainsSubstring("tell-about-log.patch"));
  CHECK(repository.log(before + "..HEAD") == std::vector<std::string>{"Log requests", "Serve more"});
  CHECK(repository.status() == "");
}

TEST_CASE("am that stops at a conflict leaves the checkout as git am -3 does, with all of the patch that merges") {
  const ForkProject fork;
  const GitRepo ours = plain_clone(fork, "ours");
  ours.write("docs/guide.md", "A guide of ours\n");
  ours.write("new file", "new\n");
  ours.remove("server.py");
  ours.commit("Several changes");
  const std::string patch = (fork.world / "several.patch").string();
  write_bytes(patch, ours.git({"format-patch", "--full-index", "--stdout", "-1"}) + "\n");
  ours.git({"reset", "--quiet", "--hard", fork.base});
  ours.commit_file("docs/guide.md", "Another guide\n", "Another guide");
  const GitRepo gits = GitRepo::clone(ours.path().string(), fork.world / "gits");
  expect_exit(run_in(ours, {"am", "--stop-at-conflict", patch}), 3);
  CHECK(gits.try_git({"am", "--quiet", "-3", patch}).exit != 0);
  CHECK(ours.git({"ls-files", "-s"}) == gits.git({"ls-files", "-s"}));
  CHECK(ours.status() == gits.status());
  CHECK(ours.read("new file") == "new\n");
}

TEST_CASE("am is an operation: it keeps the old tip reachable, and a killed one is finished by the next command") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  const ForkProject fork;
  const GitRepo clone = plain_clone(fork, "ours");
  const std::string patches = (fork.project / "patches").string();
  const std::string kept = (fork.world / "kept").string();
  fs::copy(clone.path(), kept, fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  expect_exit(run_in(clone, {"am", patches}), 0);
  const std::string done = clone.rev_parse();
  CHECK(clone.git({"rev-list", "--glob=refs/mlxpatch/operations/*"}).find(fork.base) != std::string::npos);

  std::size_t kills = 0;
  for (std::size_t point = 1; point <= 40; ++point) {
    fs::remove_all(clone.path());
    fs::copy(kept, clone.path(), fs::copy_options::recursive | fs::copy_options::copy_symlinks);
    const CommandResult killed =
        run_under_strace(fork.world / "strace.log", {"-e", "inject=rename:signal=KILL:when=" + std::to_string(point)},
                         {mlxpatch_binary().string(), "am", patches}, clone.path());
    if (killed.exit == 0) break;
    ++kills;
    INFO("killed at rename " << point);
    expect_exit(run_in(clone, {"replay", "--onto", "topic", "topic..topic"}), 0);
    const std::string tip = clone.rev_parse();
    CHECK((tip == fork.base || tip == done));
    CHECK(clone.status() == "");
    CHECK(clone.git({"fsck", "--strict", "--no-dangling"}) == "");
  }
  CHECK(kills >= 3);
}

TEST_CASE("an operation in a linked worktree takes no anchor from another one") {
  const ForkProject fork;
  const GitRepo clone = plain_clone(fork, "ours");
  const std::string patches = (fork.project / "patches").string();
  expect_exit(run_in(clone, {"am", patches}), 0);
  const std::string first = clone.rev_parse("refs/mlxpatch/operations/1");
  clone.git({"worktree", "add", "--quiet", "--detach", (fork.world / "linked").string(), fork.base});
  const GitRepo linked(fork.world / "linked");
  expect_exit(run_in(linked, {"am", patches}), 0);
  CHECK(clone.rev_parse("refs/mlxpatch/operations/1") == first);
  CHECK(clone.rev_parse("refs/mlxpatch/operations/2") != first);
}

TEST_CASE("a dry replay makes no directory of its own") {
  const ForkProject fork;
  const GitRepo clone = plain_clone(fork, "ours");
  expect_exit(run_in(clone, {"replay", "--dry-run", "--onto", "origin/HEAD", "topic~1..topic"}), 0);
  CHECK_FALSE(fs::exists(clone / ".git/mlxpatch"));
}

TEST_CASE("am leaves what git keeps of the user's own merge alone") {
  const ForkProject fork;
  const GitRepo clone = plain_clone(fork, "ours");
  write_bytes(clone / ".git/MERGE_MSG", "a message of the user's\n");
  expect_exit(run_in(clone, {"am", (fork.project / "patches").string()}), 0);
  CHECK(read_bytes(clone / ".git/MERGE_MSG") == "a message of the user's\n");
}

TEST_CASE("format-patch writes the same bytes each time, and git am gives the same trees of them") {
  const ForkProject fork;
  fork.set_up();
  const GitRepo checkout = fork.checkout();
  const std::filesystem::path first = fork.world / "first";
  const std::filesystem::path second = fork.world / "second";
  expect_exit(run_in(checkout, {"format-patch", "-o", first.string(), fork.base + "..local-patches"}), 0);
  expect_exit(run_in(checkout, {"format-patch", "-o", second.string(), fork.base + "..local-patches"}), 0);
  const GitRepo twin = plain_clone(fork, "twin");
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(first)) {
    const std::string name = entry.path().filename().string();
    CHECK(read_bytes(entry.path()) == read_bytes(second / name));
    if (name != "series") names.push_back(name);
  }
  // As a shell's glob orders them.
  std::sort(names.begin(), names.end());
  CHECK(names.size() == 3);
  for (const std::string& name : names) twin.git({"am", "--quiet", (first / name).string()});
  CHECK(twin.log(fork.base + "..HEAD", "%T %s") == checkout.log(fork.base + "..HEAD", "%T %s"));
}

TEST_CASE("format-patch writes a series next to the files, and am reads the directory as it is") {
  const ForkProject fork;
  fork.set_up();
  const std::filesystem::path out = fork.world / "out";
  const CommandResult result =
      run_in(fork.checkout(), {"format-patch", "-o", out.string(), fork.base + "..local-patches"});
  expect_exit(result, 0);
  CHECK(read_bytes(out / "series") == "0001-serve-more.patch\n0002-log-requests.patch\n0003-tell-about-log.patch\n");
  CHECK_THAT(result.out, ContainsSubstring((out / "series").string()));
  // A file of an earlier run is none of the series.
  expect_exit(run_in(fork.checkout(), {"format-patch", "-o", out.string(), fork.base + "..local-patches~1"}), 0);
  CHECK(read_bytes(out / "series") == "0001-serve-more.patch\n0002-log-requests.patch\n");
  const GitRepo twin = plain_clone(fork, "twin");
  expect_exit(run_in(twin, {"am", out.string()}), 0);
  CHECK(twin.tree() == fork.checkout().tree("HEAD~1"));
}

TEST_CASE("format-patch does not overwrite a series that somebody maintains") {
  const ForkProject fork;
  fork.set_up();
  const Snapshot before = fork.snapshot();
  const CommandResult result = run_in(
      fork.checkout(), {"format-patch", "-o", (fork.project / "patches").string(), fork.base + "..local-patches"});
  expect_exit(result, 1);
  CHECK_THAT(result.err, ContainsSubstring("patches/series") && ContainsSubstring("mlxpatch regen"));
  CHECK(differences(before, fork.snapshot()) == "");
}

TEST_CASE("replay moves only the named branch, and only if every patch merges") {
  const ForkProject fork;
  fork.set_up();
  const std::string tip = fork.advance_cleanly();
  const GitRepo checkout = fork.checkout();
  checkout.git({"fetch", "--quiet", "upstream"});
  const std::string range = fork.base + "..local-patches";
  const Snapshot before = fork.snapshot();
  const std::string objects = checkout.git({"count-objects", "-v"});
  expect_exit(run_in(checkout, {"replay", "--dry-run", "--onto", tip, range}), 0);
  CHECK(differences(before, fork.snapshot()) == "");
  CHECK(checkout.git({"count-objects", "-v"}) == objects);

  checkout.create_branch("moved", fork.base);
  expect_exit(run_in(checkout, {"replay", "--onto", tip, range, "--branch", "moved"}), 0);
  Snapshot after = fork.snapshot();
  CHECK(differences(before, without(after, {"checkout ref refs/heads/moved",
                                            "checkout ref refs/mlxpatch/operations/2"})) == "");
  const GitRepo twin = GitRepo::clone(checkout.path().string(), fork.world / "twin");
  twin.git({"checkout", "--quiet", "local-patches"});
  twin.git({"rebase", "--quiet", "--onto", tip, fork.base});
  CHECK(checkout.tree("moved") == twin.tree());
  CHECK(checkout.rev_parse("moved~3") == tip);

  const std::string culprit = fork.advance_against_log_requests();
  checkout.git({"fetch", "--quiet", "upstream"});
  after = fork.snapshot();
  expect_exit(run_in(checkout, {"replay", "--onto", culprit, range, "--branch", "moved"}), 4);
  CHECK(differences(after, fork.snapshot()) == "");
}

TEST_CASE("culprit names the upstream commit that breaks a patch") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  const std::string culprit = fork.advance_against_log_requests();
  fork.upstream.commit_file("docs/more.md", "More and more.\n", "Tell yet more (#9)");
  fork.checkout().git({"fetch", "--quiet", "upstream"});
  const CommandResult result =
      run_in(fork.checkout(), {"culprit", "--onto", "upstream/main", fork.base + "..local-patches"});
  CHECK_THAT(result.out, ContainsSubstring(culprit.substr(0, 7)) && ContainsSubstring("log-requests.patch"));
  CHECK_THAT(result.out, !ContainsSubstring("Tell yet more"));
}

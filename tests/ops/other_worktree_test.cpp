#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

// A branch that another worktree of the person's has checked out.

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

/// A fork that is behind upstream, whose branch is checked out in another worktree, and not in the fork's own.
struct Elsewhere {
  ForkProject fork;
  GitRepo other{fork.world / "other"};
  std::string tip = [this] {
    fork.set_up();
    fork.advance_cleanly();
    fork.checkout().git({"checkout", "--quiet", "--detach"});
    fork.checkout().git({"worktree", "add", "--quiet", other.path().string(), "local-patches"});
    return fork.checkout().rev_parse("local-patches");
  }();

  /// Git lets nobody have the branch twice unless it is forced.
  void check_out_twice() const { fork.checkout().git({"symbolic-ref", "HEAD", "refs/heads/local-patches"}); }

  void check_refused(const std::vector<std::string>& words) const {
    const Snapshot before = fork.snapshot();
    const CommandResult result = fork.run(words);
    INFO(result.err);
    CHECK(result.exit == 1);
    CHECK_THAT(result.err, ContainsSubstring("the branch local-patches is checked out in another worktree"));
    CHECK_THAT(result.err, ContainsSubstring(other.path().string()));
    CHECK(fork.checkout().rev_parse("local-patches") == tip);
    CHECK(differences(before, fork.snapshot()).find("refs/heads") == std::string::npos);
    if (fs::exists(other.path())) CHECK(other.status().empty());
  }
};

}  // namespace

TEST_CASE("a branch that is checked out in another worktree is not moved, and the message names that worktree") {
  const Elsewhere elsewhere;
  elsewhere.check_refused({"setup"});
  elsewhere.check_out_twice();
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"update"}, {"undo"}, {"update", "--merge"}, {"pick", "upstream/main"}}) {
    CAPTURE(words);
    elsewhere.check_refused(words);
  }
  // What it says to type helps.
  elsewhere.other.git({"switch", "--quiet", "--detach"});
  expect_exit(elsewhere.fork.run({"update"}), 0);
  CHECK(elsewhere.other.status().empty());
}

TEST_CASE("a branch is not moved while another worktree rebases or bisects it") {
  const Elsewhere elsewhere;
  const bool is_rebase = GENERATE(false, true);
  if (is_rebase) {
    CommandOptions options;
    options.directory = elsewhere.other.path();
    options.environment["GIT_SEQUENCE_EDITOR"] = "sed -i 1ibreak";
    run_git({"rebase", "--quiet", "-i", "--root"}, options);
  } else {
    elsewhere.other.git({"bisect", "start"});
    elsewhere.other.git({"checkout", "--quiet", "--detach"});
  }
  elsewhere.check_out_twice();
  elsewhere.check_refused({"update"});
}

TEST_CASE("a worktree whose directory is gone still has its branch, until git forgets it") {
  const Elsewhere elsewhere;
  fs::remove_all(elsewhere.other.path());
  const CommandResult result = elsewhere.fork.run({"setup"});
  CHECK(result.exit == 1);
  CHECK_THAT(result.err, ContainsSubstring("git -C app-repo worktree prune"));
  elsewhere.fork.checkout().git({"worktree", "prune"});
  expect_exit(elsewhere.fork.run({"setup"}), 0);
}

TEST_CASE("a linked worktree moves its own branch, and not that of the main one") {
  const World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  repo.commit_file("a", "1\n", "one");
  repo.create_branch("side");
  const std::string mail = repo.commit_file("b", "2\n", "two");
  repo.git({"format-patch", "--quiet", "-o", (world / "mails").string(), "HEAD~1"});
  repo.git({"worktree", "add", "--quiet", (world / "linked").string(), "side"});
  const GitRepo linked(world / "linked");
  const std::string file = (world / "mails/0001-two.patch").string();
  expect_exit(run_mlxpatch({"am", file}, linked.path()), 0);
  CHECK(linked.show("side", "b") == "2\n");
  CHECK(linked.status().empty());
  CHECK(repo.rev_parse("main") == mail);
  // HEAD's branch is forced onto one that the main worktree has.
  linked.git({"symbolic-ref", "HEAD", "refs/heads/main"});
  linked.git({"reset", "--quiet", "--hard"});
  write_bytes(world / "mails/more.patch",
              "From " + std::string(40, '1') +
                  " Mon Sep 17 00:00:00 2001\nFrom: A <a@example.org>\nDate: Thu, 1 Jan 2026 00:00:00 +0000\n"
                  "Subject: three\n\n---\ndiff --git a/c b/c\nnew file mode 100644\n--- /dev/null\n+++ b/c\n@@ -0,0 +1 "
                  "@@\n+3\n-- \n2.39\n");
  const CommandResult result = run_mlxpatch({"am", (world / "mails/more.patch").string()}, linked.path());
  INFO(result.err);
  CHECK(result.exit == 1);
  CHECK_THAT(result.err, ContainsSubstring(repo.path().string()));
  CHECK(repo.rev_parse("main") == mail);
  CHECK(repo.status().empty());
}

TEST_CASE("what is advised where another worktree has the branch works when typed in that order") {
  const Elsewhere elsewhere;
  const ForkProject& fork = elsewhere.fork;
  const std::string free = "git -C " + elsewhere.other.path().string() + " switch --detach";
  CHECK_THAT(fork.done({"status"}).out, ContainsSubstring(free));
  const CommandResult update = fork.run({"update"});
  expect_exit(update, 1);
  const std::size_t first = update.err.find(free);
  const std::string back = "git -C app-repo switch local-patches";
  REQUIRE(first < update.err.find(back));
  CommandOptions here;
  here.directory = fork.project.path();
  CHECK(run_command({"sh", "-e", "-c", free + " && " + back}, here).exit == 0);
  CHECK(fork.done({"status"}).out.find("another worktree") == std::string::npos);
  fork.done({"update"});
}

TEST_CASE("am and replay --branch leave alone what a rebase of the person's own is about") {
  const ForkProject fork;
  fork.set_up();
  const GitRepo checkout = fork.checkout();
  checkout.git({"branch", "topic"});
  checkout.git({"checkout", "--quiet", "topic"});
  checkout.try_git({"rebase", "--quiet", "--exec", "false", "HEAD~2"});
  const std::string before = checkout.git({"for-each-ref"});
  const CommandResult am = fork.run({"am", "--repo", "app-repo", "patches"});
  expect_exit(am, 1);
  CHECK_THAT(am.err, ContainsSubstring("a git rebase that you started is in progress"));
  const CommandResult replay = fork.run({"replay", "--repo", "app-repo", "--onto", "upstream/main", "--branch", "topic",
                                         "local-patches~1..local-patches"});
  expect_exit(replay, 1);
  CHECK_THAT(replay.err, ContainsSubstring("in the middle of a rebase"));
  CHECK(checkout.git({"for-each-ref"}) == before);
}

TEST_CASE("replay --branch takes no name that git could not tell from HEAD") {
  const ForkProject fork;
  fork.set_up();
  fork.checkout().git({"checkout", "--quiet", "--detach"});
  const CommandResult refused = fork.run({"replay", "--repo", "app-repo", "--onto", "upstream/main", "--branch", "HEAD",
                                          "local-patches~1..local-patches"});
  expect_exit(refused, 2);
  CHECK(fork.checkout().try_git({"show-ref", "--verify", "--quiet", "refs/heads/HEAD"}).exit != 0);
}

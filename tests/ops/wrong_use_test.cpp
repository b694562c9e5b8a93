#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/golden.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Runs a command that must be refused and change nothing but what was fetched. Returns its message.
std::string refused(const ForkProject& fork, const std::vector<std::string>& words, int exit = 1) {
  const std::vector<std::string> fetched{"checkout ref refs/remotes/"};
  const Snapshot before = without(fork.snapshot(), fetched);
  const CommandResult result = fork.run(words);
  expect_exit(result, exit);
  CHECK(differences(before, without(fork.snapshot(), fetched)) == "");
  return result.err;
}

}  // namespace

TEST_CASE("a missing branch is created by setup: there is nothing to switch to") {
  const ForkProject fork;
  fork.set_up();
  fork.checkout().git({"branch", "-m", "local-patches", "elsewhere"});
  for (const char* command : {"update", "pick"}) {
    std::vector<std::string> words{command};
    if (words.front() == "pick") words.emplace_back("upstream/main");
    const std::string said = refused(fork, words);
    CHECK_THAT(said, ContainsSubstring("has no branch local-patches") && ContainsSubstring("mlxpatch setup"));
    CHECK_THAT(said, !ContainsSubstring("switch local-patches"));
  }
}

TEST_CASE("a missing remote: the message has the command that adds it, with directory and address") {
  const ForkProject fork;
  fork.set_up();
  fork.checkout().git({"remote", "rename", "upstream", "other"});
  const std::string add = "git -C app-repo remote add upstream " + fork.upstream.path().string();
  for (const char* command : {"status", "update", "check", "log", "setup"}) {
    CAPTURE(command);
    const std::string said = refused(fork, {command});
    CHECK_THAT(said, ContainsSubstring("has no remote upstream") && ContainsSubstring(add));
  }
}

TEST_CASE("an unknown revision unlike any other: the message says how to list what there is") {
  const ForkProject fork;
  fork.set_up();
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"update", "--to", "nowhere"}, {"pick", "nowhere"}, {"check", "--to", "nowhere"}}) {
    CHECK_THAT(refused(fork, words), ContainsSubstring("\"nowhere\"") && ContainsSubstring("branch --all") &&
                                         ContainsSubstring(fork.checkout().path().string()));
  }
}

TEST_CASE("a lock with another base, and a series in another order, are named as what stops an update") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  fork.project.write("mlxpatch.lock", replaced(fork.project.read("mlxpatch.lock"), "base = \"....", "base = \"0000"));
  CHECK_THAT(refused(fork, {"update"}), ContainsSubstring("mlxpatch.lock: the base differs"));
  fork.project.git({"checkout", "--quiet", "--", "mlxpatch.lock"});
  fork.project.write("patches/series", "tell-about-log.patch\nserve-more.patch\nlog-requests.patch\n");
  CHECK_THAT(refused(fork, {"update"}), ContainsSubstring("patches/series: the order differs"));
}

TEST_CASE("uncommitted changes stop a pick and an undo, with two ways out") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  fork.done({"update"});
  fork.checkout().write("README.md", "dirty\n");
  CHECK_THAT(refused(fork, {"pick", "upstream/main"}),
             ContainsSubstring("commit -a") && ContainsSubstring("git -C app-repo stash push"));
  CHECK_THAT(refused(fork, {"undo"}),
             ContainsSubstring("app-repo/README.md") && ContainsSubstring("git -C app-repo stash push"));
}

TEST_CASE("a patch file that is not a patch: the message says how to see what happened, and how to restore it") {
  const ForkProject fork;
  fork.set_up();
  fork.project.write("patches/log-requests.patch", "garbage\n");
  // In the checkout, too, the project's own repository must be meant.
  const std::string git = "git -C " + (fork.project / "patches").string();
  for (const char* command : {"status", "regen", "check"}) {
    CHECK_THAT(refused(fork, {command}), ContainsSubstring(git + " diff -- log-requests.patch") &&
                                             ContainsSubstring(git + " checkout -- log-requests.patch"));
  }
}

TEST_CASE("a pristine worktree that does not exist cannot be removed: the message has the command that creates it") {
  const ForkProject fork;
  fork.set_up();
  CHECK_THAT(refused(fork, {"pristine", "--remove"}),
             ContainsSubstring("removing the clean worktree") && ContainsSubstring("mlxpatch pristine "));
}

TEST_CASE("am reads the patches before it complains about the worktree") {
  const ForkProject fork;
  fork.set_up();
  fork.checkout().write("README.md", "dirty\n");
  const CommandResult result = run_mlxpatch({"am", "nowhere.patch"}, fork.checkout().path());
  CHECK(result.exit == 1);
  CHECK_THAT(result.err, ContainsSubstring("nowhere.patch") && !ContainsSubstring("README.md"));
}

TEST_CASE("continue reports how many patches the branch has, not how many were left to do") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_against_log_requests();
  expect_exit(fork.run({"update"}), 3);
  fork.resolve_log_requests();
  CHECK_THAT(fork.done({"continue"}).out, ContainsSubstring("Updated: 3 patches are on upstream/main"));
}

TEST_CASE("update --merge reports how many patches the branch has") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  CHECK_THAT(fork.done({"update", "--merge"}).out, ContainsSubstring("Updated: 3 patches are on upstream/main"));
}

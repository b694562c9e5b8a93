#include <filesystem>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/golden.hpp>

#include "support_fork.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Runs a command that must be refused, and change nothing but what was fetched. Returns what it said.
std::string refused(const Fork& fork, const std::vector<std::string>& words, int exit = 1) {
  const std::vector<std::string> fetched{"checkout ref refs/remotes/"};
  const Snapshot before = without(fork.snapshot(), fetched);
  const CommandResult result = fork.run(words);
  expect_exit(result, exit);
  CHECK(differences(before, without(fork.snapshot(), fetched)) == "");
  return result.err;
}

}  // namespace

TEST_CASE("a branch that is gone is made by setup: there is nothing to switch to") {
  const Fork fork;
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

TEST_CASE("a remote that is gone: the command that adds it, with folder and address") {
  const Fork fork;
  fork.set_up();
  fork.checkout().git({"remote", "rename", "upstream", "other"});
  const std::string add = "git -C app-repo remote add upstream " + fork.upstream.path().string();
  for (const char* command : {"status", "update", "check", "log", "setup"}) {
    CAPTURE(command);
    const std::string said = refused(fork, {command});
    CHECK_THAT(said, ContainsSubstring("has no remote upstream") && ContainsSubstring(add));
  }
}

TEST_CASE("a revision that nothing resembles: how to list what there is") {
  const Fork fork;
  fork.set_up();
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"update", "--to", "nowhere"}, {"pick", "nowhere"}, {"check", "--to", "nowhere"}}) {
    CHECK_THAT(refused(fork, words), ContainsSubstring("\"nowhere\"") && ContainsSubstring("branch --all") &&
                                         ContainsSubstring(fork.checkout().path().string()));
  }
}

TEST_CASE("a lock for another base, or another order, is named where the files are in the way of an update") {
  const Fork fork;
  fork.set_up();
  fork.advance_cleanly();
  fork.project.write("mlxpatch.lock", replaced(fork.project.read("mlxpatch.lock"), "base = \"....", "base = \"0000"));
  CHECK_THAT(refused(fork, {"update"}), ContainsSubstring("mlxpatch.lock: another base"));
  fork.project.git({"checkout", "--quiet", "--", "mlxpatch.lock"});
  fork.project.write("patches/series", "tell-about-log.patch\nserve-more.patch\nlog-requests.patch\n");
  CHECK_THAT(refused(fork, {"update"}), ContainsSubstring("patches/series: another order"));
}

TEST_CASE("changes that are not committed are in the way of a pick and of an undo: two ways out") {
  const Fork fork;
  fork.set_up();
  fork.advance_cleanly();
  fork.done({"update"});
  fork.checkout().write("README.md", "dirty\n");
  CHECK_THAT(refused(fork, {"pick", "upstream/main"}),
             ContainsSubstring("commit -a") && ContainsSubstring("git -C app-repo stash push"));
  CHECK_THAT(refused(fork, {"undo"}),
             ContainsSubstring("app-repo/README.md") && ContainsSubstring("git -C app-repo stash push"));
}

TEST_CASE("a patch file that is no patch: how to see what happened to it, and how to bring it back") {
  const Fork fork;
  fork.set_up();
  fork.project.write("patches/log-requests.patch", "garbage\n");
  const std::string file = (fork.project / "patches/log-requests.patch").string();
  for (const char* command : {"status", "regen", "check"}) {
    CHECK_THAT(refused(fork, {command}),
               ContainsSubstring("git diff -- " + file) && ContainsSubstring("git checkout -- " + file));
  }
}

TEST_CASE("a clean worktree that is not there can't be removed: the command that makes it") {
  const Fork fork;
  fork.set_up();
  CHECK_THAT(refused(fork, {"pristine", "--remove"}),
             ContainsSubstring("removing the clean worktree") && ContainsSubstring("mlxpatch pristine "));
}

TEST_CASE("am looks at the patches before it complains about the folder") {
  const Fork fork;
  fork.set_up();
  fork.checkout().write("README.md", "dirty\n");
  const CommandResult result = run_mlxpatch({"am", "nowhere.patch"}, fork.checkout().path());
  CHECK(result.exit == 1);
  CHECK_THAT(result.err, ContainsSubstring("nowhere.patch") && !ContainsSubstring("README.md"));
}

TEST_CASE("continue tells how many patches the branch has, not how many were left to do") {
  const Fork fork;
  fork.set_up();
  fork.advance_against_log_requests();
  expect_exit(fork.run({"update"}), 3);
  fork.resolve_log_requests();
  CHECK_THAT(fork.done({"continue"}).out, ContainsSubstring("Updated: 3 patches stand on upstream/main"));
}

TEST_CASE("update --merge tells how many patches the branch has") {
  const Fork fork;
  fork.set_up();
  fork.advance_cleanly();
  CHECK_THAT(fork.done({"update", "--merge"}).out, ContainsSubstring("Updated: 3 patches stand on upstream/main"));
}

#include <filesystem>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>

#include "small_fork.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

TEST_CASE("an upstream that was emptied is called that, and everything but fetching goes on") {
  const SmallFork fork;
  // A commit that only this branch has: git's own fetch --prune would lose it.
  fork.upstream.git({"checkout", "--quiet", "-b", "other"});
  fork.upstream.commit_file("other", "other\n", "Other");
  fork.upstream.git({"checkout", "--quiet", "-"});
  fork.done({"setup"});
  const std::string known = fork.checkout().git({"for-each-ref", "refs/remotes"});
  CHECK_THAT(known, ContainsSubstring("refs/remotes/upstream/other"));
  fs::remove_all(fork.upstream.path());
  GitRepo::init(fork.upstream.path());
  for (const std::string command : {"update", "check"}) {
    CAPTURE(command);
    const CommandResult result = fork.run({command});
    INFO(result.err);
    CHECK(result.exit == 1);
    CHECK_THAT(result.err, ContainsSubstring("the upstream has no branch at all any more") &&
                               ContainsSubstring("update --no-fetch"));
    CHECK_THAT(result.err, !ContainsSubstring("branch --remotes"));
    CHECK(fork.checkout().git({"for-each-ref", "refs/remotes"}) == known);
  }
  fork.done({"status"});
  fork.done({"update", "--no-fetch"});
  fork.done({"setup"});
}

TEST_CASE("an upstream that became another project is said to be perhaps one") {
  const SmallFork fork;
  fork.done({"setup"});
  fs::remove_all(fork.upstream.path());
  GitRepo::init(fork.upstream.path());
  fork.upstream.commit_file("other", "other\n", "Other");
  const CommandResult update = fork.run({"update"});
  INFO(update.err);
  CHECK(update.exit == 3);
  CHECK_THAT(update.err, ContainsSubstring("nothing in common, so this may be another project"));
  fork.done({"abort"});
  CHECK(fork.checkout().status() == "");
}

TEST_CASE("an upstream that is gone from its path is refused with the address, and status goes on") {
  const std::string with = GENERATE("auto", "git", "libgit2");
  CAPTURE(with);
  const SmallFork fork;
  fork.follow(fork.upstream.path().string(), with);
  SECTION("before the clone") {
    fs::remove_all(fork.upstream.path());
    fork.check_refused({"setup"}, {"cloning a repository: there is no git repository at this address", "at $WORLD/up",
                                   "upstream.url in mlxpatch.toml"});
    CHECK_FALSE(fs::exists(fork.checkout_path()));
  }
  SECTION("after the clone") {
    fork.done({"setup"});
    fs::remove_all(fork.upstream.path());
    fork.check_refused({"update"}, {"fetching from a remote: there is no git repository at this address",
                                    "at $WORLD/up", "upstream.url in mlxpatch.toml"});
    fork.done({"status"});
    fork.done({"update", "--no-fetch"});
  }
}

TEST_CASE("a fetch removes no branch of a person's below the remote's, unless git is told to prune") {
  const std::string with = GENERATE("git", "libgit2");
  CAPTURE(with);
  const SmallFork fork;
  fork.follow(fork.upstream.path().string(), with);
  fork.upstream.git({"branch", "topic"});
  fork.upstream.git({"branch", "gone"});
  fork.done({"setup"});
  const GitRepo checkout = fork.checkout();
  const std::string own = checkout.git({"commit-tree", "-m", "mine", "-p", "HEAD", "HEAD^{tree}"});
  const std::string in_the_way = checkout.git({"commit-tree", "-m", "mine, too", "-p", "HEAD", "HEAD^{tree}"});
  checkout.git({"update-ref", "refs/remotes/upstream/pr/1", own});
  checkout.git({"update-ref", "-d", "refs/remotes/upstream/topic"});
  checkout.git({"update-ref", "refs/remotes/upstream/topic/mine", in_the_way});
  fork.upstream.git({"branch", "-D", "gone"});
  fork.done({"check"});
  CHECK(checkout.rev_parse("refs/remotes/upstream/pr/1") == own);
  // A branch of upstream's takes the place of one that is in its way, whose commits are kept.
  CHECK(checkout.git({"for-each-ref", "--format=%(refname)", "--contains", in_the_way}) ==
        "refs/mlxpatch/remotes/upstream/topic/mine/" + in_the_way.substr(0, 8));
  CHECK(checkout.rev_parse("refs/remotes/upstream/topic") == fork.upstream.rev_parse("topic"));
  CHECK(checkout.try_git({"rev-parse", "--verify", "--quiet", "refs/remotes/upstream/gone"}).exit == 0);
  checkout.git({"config", "fetch.prune", "true"});
  fork.done({"check"});
  CHECK(checkout.try_git({"rev-parse", "--verify", "--quiet", "refs/remotes/upstream/pr/1"}).exit != 0);
}

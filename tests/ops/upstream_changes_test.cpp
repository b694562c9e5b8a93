#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>

#include "fork_project.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Drops upstream's newest commit and adds another one in its place.
std::string rewrite(const ForkProject& fork) {
  fork.upstream.git({"reset", "-q", "--hard", "HEAD~1"});
  return fork.upstream.commit_file("other.md", "Other.\n", "Another history");
}

void follow(const ForkProject& fork, const std::string& branch) {
  fork.project.write("mlxpatch.toml", "[upstream]\nurl = \"" + fork.upstream.path().string() + "\"\nbranch = \"" +
                                          branch + "\"\n[checkout]\ndir = \"app-repo\"\n");
}

}  // namespace

TEST_CASE("an upstream that rewrote its history is reported, and the patches move onto the new one") {
  const ForkProject fork;
  fork.set_up();
  fork.upstream.commit_file("more.md", "More.\n", "More");
  fork.done({"update"});
  const std::string tip = rewrite(fork);
  const CommandResult check = fork.done({"check"});
  CHECK_THAT(check.err, ContainsSubstring("rewritten its history") && ContainsSubstring("1 commit is no longer in it"));
  const CommandResult status = fork.done({"status"});
  CHECK_THAT(status.out, ContainsSubstring("no longer in the history of upstream/main"));
  const CommandResult update = fork.done({"update"});
  CHECK(fork.checkout().rev_parse("local-patches~3") == tip);
  CHECK_THAT(fork.done({"status"}).out, !ContainsSubstring("no longer in the history"));
}

TEST_CASE("an upstream that became another repository is reported, and the patches move if they can") {
  const ForkProject fork;
  fork.set_up();
  fork.upstream.git({"checkout", "-q", "--orphan", "fresh"});
  const std::string tip = fork.upstream.commit("Start over");
  fork.upstream.git({"branch", "-q", "-M", "main"});
  const CommandResult update = fork.done({"update"});
  CHECK_THAT(update.err, ContainsSubstring("rewritten its history"));
  CHECK(fork.checkout().rev_parse("local-patches~3") == tip);
}

TEST_CASE("a clone of a rewritten upstream does not have the base, and says what to do") {
  const ForkProject fork;
  const GitRepo bare = GitRepo::init_bare(fork.world / "bare");
  rewrite(fork);
  fork.upstream.git({"push", "-q", bare.path().string(), "main"});
  const CommandResult result = fork.run({"setup", "--upstream", bare.path().string()});
  expect_exit(result, 1);
  CHECK_THAT(result.err, ContainsSubstring("its history was rewritten") &&
                             ContainsSubstring("fetch upstream " + fork.base) &&
                             ContainsSubstring("rm mlxpatch.lock && mlxpatch setup"));
}

TEST_CASE("while the followed branch is gone, everything but fetching works with what is known") {
  const ForkProject fork;
  fork.set_up();
  const std::string tip = fork.advance_cleanly();
  fork.done({"check"});
  fork.upstream.git({"branch", "-m", "main", "trunk"});
  const CommandResult update = fork.run({"update"});
  expect_exit(update, 1);
  CHECK_THAT(update.err, ContainsSubstring("no longer has the branch main") &&
                             ContainsSubstring("branch = \"trunk\"") && ContainsSubstring("update --no-fetch"));
  CHECK(fork.checkout().rev_parse("upstream/main") == tip);
  CHECK_THAT(fork.done({"status"}).out, ContainsSubstring("upstream/main"));
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"log"}, {"check", "--no-fetch"}, {"why", "1"}, {"update", "--no-fetch"}}) {
    fork.done(command);
  }
  follow(fork, "trunk");
  fork.done({"setup"});
  fork.done({"update"});
  CHECK(fork.checkout().rev_parse("local-patches~3") == tip);
}

TEST_CASE("a branch that upstream never had is reported with those that it has") {
  const ForkProject fork;
  fork.set_up();
  follow(fork, "develop");
  const CommandResult result = fork.run({"status"});
  expect_exit(result, 2);
  CHECK_THAT(result.err, ContainsSubstring("no branch develop") && ContainsSubstring("branches that it has: main") &&
                             ContainsSubstring("mlxpatch setup"));
}

TEST_CASE("upstream commits with odd people and dates in them are read as git reads them") {
  const std::string person = GENERATE(as<std::string>(), "A U Thor <a@example.com> 99999999999999999999 +0000",
                                      "A U Thor <a@example.com> -5 +0000", "A U Thor <a@example.com> 1767225600 +9999",
                                      "A U Thor <a@example.com>", "A U Thor 1767225600 +0000", "<> 1767225600 +0000",
                                      "A <U> Thor <a@example.com> 1767225600 +0000");
  CAPTURE(person);
  const ForkProject fork;
  fork.set_up();
  const std::string raw = "tree " + fork.upstream.tree() + "\nparent " + fork.base + "\nauthor " + person +
                          "\ncommitter " + person + "\n\nOdd\n";
  const std::string odd = fork.upstream.git({"hash-object", "-w", "-t", "commit", "--literally", "--stdin"}, raw);
  fork.upstream.git({"update-ref", "refs/heads/main", odd});
  fork.upstream.git({"reset", "-q", "--hard"});
  fork.upstream.commit_file("more.md", "More.\n", "More");
  fork.done({"check"});
  fork.done({"status"});
  fork.done({"log"});
  fork.done({"update"});
  fork.done({"status"});
}

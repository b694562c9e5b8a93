#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("pick adds an upstream commit on top of the queue; the base stays, and files and lock follow") {
  const ForkProject fork;
  fork.set_up();
  const std::string tip = fork.advance_cleanly();
  const std::string before = fork.checkout().rev_parse();
  fork.done({"pick", tip + "~1"});
  CHECK(fork.checkout().rev_parse("HEAD~1") == before);
  CHECK_THAT(fork.checkout().message(),
             ContainsSubstring("Say it better (#5)") && ContainsSubstring("(cherry picked from commit "));
  CHECK(fork.checkout().show("HEAD", "server.py").find("stopped at last") != std::string::npos);
  CHECK(fork.checkout().status() == "");
  fork.done({"regen"});
  CHECK_THAT(fork.project.read("mlxpatch.lock"), ContainsSubstring(fork.base));
  CHECK(tree_by_git_am(fork, fork.base) == fork.checkout().tree());
  fork.done({"update"});
  CHECK(fork.checkout().log("upstream/main..HEAD").size() == 3);
}

TEST_CASE("a pick that conflicts stops, and can be continued or aborted") {
  const ForkProject fork;
  fork.set_up();
  const std::string commit = fork.advance_against_serve_more();
  const std::vector<std::string> may_stay{"checkout ref refs/mlxpatch/operations/", "checkout ref refs/remotes/"};
  const Snapshot before = without(fork.snapshot(), may_stay);
  const std::string tip = fork.checkout().rev_parse();
  expect_exit(fork.run({"pick", commit}), 3);
  fork.done({"status"});
  fork.done({"abort"});
  CHECK(differences(before, without(fork.snapshot(), may_stay)) == "");

  expect_exit(fork.run({"pick", commit}), 3);
  fork.resolve_serve_more();
  fork.done({"continue"});
  CHECK(fork.checkout().rev_parse("local-patches~1") == tip);
  CHECK(fork.checkout().show("local-patches", "server.py").find("SIZE = 200") != std::string::npos);
  fork.done({"undo"});
  CHECK(differences(before, without(fork.snapshot(), may_stay)) == "");
}

TEST_CASE("pick accepts a range, and refuses a commit that does not exist") {
  const ForkProject fork;
  fork.set_up();
  const std::string tip = fork.advance_cleanly();
  const CommandResult unknown = fork.run({"pick", "no-such-commit"});
  CHECK(unknown.exit != 0);
  CHECK_THAT(unknown.err, ContainsSubstring("no-such-commit"));
  fork.done({"pick", fork.base + ".." + tip});
  CHECK(fork.checkout().log(fork.base + "..HEAD").size() == 6);
}

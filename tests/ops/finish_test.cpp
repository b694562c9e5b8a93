#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/golden.hpp>

#include "fork_project.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

void refuses(const ForkProject& fork, const std::string& said) {
  fork.refuses({"finish"}, 1, {said, "nothing was changed"});
}

std::string new_base(const ForkProject& fork) { return fork.checkout().rev_parse("local-patches~3"); }

}  // namespace

TEST_CASE("finish ends a stopped update at the last upstream commit that is done, and the next one stops again") {
  const ForkProject fork;
  fork.set_up();
  const std::string done = fork.advance_cleanly();
  fork.advance_against_serve_more();
  fork.upstream.commit_file("docs/late.md", "Late.\n", "Tell it late (#9)");
  const CommandResult stopped = fork.run({"update"});
  expect_exit(stopped, 3);
  CHECK_THAT(stopped.out, ContainsSubstring("mlxpatch finish"));
  CHECK_THAT(fork.run({"status"}).out, ContainsSubstring("mlxpatch finish"));
  fork.checkout().write("server.py", "half a resolution\n");
  const CommandResult result = fork.done({"finish"});
  golden("finish", shown("mlxpatch finish", result));
  CHECK(new_base(fork) == done);
  CHECK(fork.checkout().git({"symbolic-ref", "HEAD"}) == "refs/heads/local-patches");
  CHECK(fork.checkout().status().empty());
  CHECK(tree_by_git_am(fork, done) == fork.checkout().tree());
  fork.done({"regen", "--check"});
  CHECK(fork.checkout().git({"show", "refs/mlxpatch/operations/3:tree-before/server.py"}) == "half a resolution");
  expect_exit(fork.run({"update"}), 3);
  fork.done({"abort"});
  CHECK(new_base(fork) == done);
  fork.done({"undo"});
  CHECK(new_base(fork) == fork.base);
  CHECK(fork.checkout().status().empty());
}

TEST_CASE("finish keeps what was resolved at an earlier stop of the same update") {
  const ForkProject fork;
  fork.stop_at_serve_more();
  const std::string first = fork.upstream.rev_parse("main");
  const std::string between = fork.upstream.commit_file("docs/late.md", "Late.\n", "Tell it late (#9)");
  fork.done({"abort"});
  fork.advance_against_log_requests();
  expect_exit(fork.run({"update"}), 3);
  refuses(fork, "there is nothing to keep");
  fork.resolve_serve_more();
  expect_exit(fork.run({"continue"}), 3);
  const CommandResult result = fork.done({"finish"});
  CHECK_THAT(result.out, ContainsSubstring("resolved") && ContainsSubstring("mlxpatch regen"));
  CHECK(new_base(fork) == between);
  CHECK(fork.checkout().read("server.py").find("SIZE = 200\n") != std::string::npos);
  CHECK(fork.checkout().read("cache.py").find("<<<<<<<") == std::string::npos);
  fork.done({"regen"});
  CHECK(tree_by_git_am(fork, between) == fork.checkout().tree());
  fork.done({"check", "--to", first});
}

TEST_CASE("finish refuses where there is no middle, and where nothing is stopped") {
  const ForkProject fork;
  fork.set_up();
  const CommandResult none = fork.run({"finish"});
  expect_exit(none, 1);
  CHECK_THAT(none.err, ContainsSubstring("no update is stopped at a conflict"));
  const std::string culprit = fork.advance_against_serve_more();
  SECTION("a pick") {
    expect_exit(fork.run({"pick", culprit}), 3);
    refuses(fork, "a pick is done as a whole");
  }
  SECTION("a merge") {
    fork.advance_cleanly();
    expect_exit(fork.run({"update", "--merge"}), 3);
    refuses(fork, "a merge is done as a whole");
  }
  SECTION("a direct replay, of which nothing in between is known") {
    fork.advance_cleanly();
    expect_exit(fork.run({"update", "--direct"}), 3);
    refuses(fork, "there is nothing to keep");
  }
  SECTION("HEAD is elsewhere") {
    expect_exit(fork.run({"update"}), 3);
    fork.checkout().git({"checkout", "--quiet", "--force", "local-patches"});
    const CommandResult moved = fork.run({"finish"});
    expect_exit(moved, 1);
    CHECK_THAT(moved.err, ContainsSubstring("HEAD is no longer where the update stopped"));
  }
}

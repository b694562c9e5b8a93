#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("update --merge merges the tip, and regen writes patches that give the branch's tree on the tip") {
  const ForkProject fork;
  fork.set_up();
  const std::string before = fork.checkout().rev_parse();
  const std::string tip = fork.advance_cleanly();
  const CommandResult result = fork.done({"update", "--merge"});
  CHECK_THAT(result.out, ContainsSubstring("mlxpatch regen"));
  CHECK(fork.checkout().git({"log", "-1", "--format=%P"}) == before + " " + tip);
  const std::string merged = fork.checkout().tree();
  CHECK(fork.checkout().status() == "");
  fork.done({"regen"});
  CHECK(fork.checkout().tree() == merged);
  CHECK(tree_by_git_am(fork, tip) == merged);
  CHECK_THAT(fork.project.read("mlxpatch.lock"), ContainsSubstring(tip));
  fork.done({"check"});
}

TEST_CASE("a merge that conflicts stops, continues after the resolution, and regen writes what was resolved") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  const std::string tip = fork.advance_against_serve_more();
  expect_exit(fork.run({"update", "--merge"}), 3);
  CHECK(fork.checkout().status().find("UU server.py") != std::string::npos);
  expect_exit(fork.run({"continue"}), 1);
  std::string server = fork.checkout().show("HEAD", "server.py");
  server.replace(server.find("SIZE = 100"), 10, "SIZE = 200");
  fork.checkout().write("server.py", server);
  fork.checkout().git({"add", "server.py"});
  fork.done({"continue"});
  CHECK(fork.checkout().git({"log", "-1", "--format=%P"}).ends_with(tip));
  const std::string merged = fork.checkout().tree();
  fork.done({"regen"});
  CHECK(tree_by_git_am(fork, tip) == merged);
  CHECK(fork.checkout().tree() == merged);
}

TEST_CASE("a stopped merge is aborted completely") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_against_serve_more();
  const std::vector<std::string> may_stay{"checkout ref refs/mlxpatch/operations/", "checkout ref refs/remotes/"};
  const Snapshot before = without(fork.snapshot(), may_stay);
  expect_exit(fork.run({"update", "--merge"}), 3);
  const CommandResult skip = fork.run({"skip"});
  expect_exit(skip, 1);
  CHECK_THAT(skip.err, ContainsSubstring("mlxpatch abort"));
  fork.done({"abort"});
  CHECK(differences(before, without(fork.snapshot(), may_stay)) == "");
}

TEST_CASE("regen understands a merge made by hand") {
  const ForkProject fork;
  fork.set_up();
  const std::string tip = fork.advance_cleanly();
  fork.checkout().git({"fetch", "--quiet", "upstream"});
  fork.checkout().git({"merge", "--quiet", "--no-edit", "upstream/main"});
  const std::string merged = fork.checkout().tree();
  fork.done({"regen"});
  CHECK(tree_by_git_am(fork, tip) == merged);
}

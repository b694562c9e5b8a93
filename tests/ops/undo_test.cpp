#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support_fork.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

Snapshot comparable(const Fork& fork) {
  return without(fork.snapshot(), {"checkout ref refs/mlxpatch/operations/", "checkout ref refs/remotes/"});
}

}  // namespace

TEST_CASE("undo takes back branch, files, lock and working folder of a clean update, exactly") {
  const Fork fork;
  fork.set_up();
  fork.checkout().write("notes.txt", "untracked\n");
  const Snapshot before = comparable(fork);
  fork.advance_cleanly();
  fork.done({"update"});
  CHECK(differences(before, comparable(fork)) != "");
  const CommandResult result = fork.done({"undo"});
  CHECK_THAT(result.out, ContainsSubstring("update"));
  CHECK(differences(before, comparable(fork)) == "");
  CHECK(fork.checkout().git({"fsck", "--strict", "--no-dangling"}) == "");
  fork.done({"update"});
  fork.done({"check"});
}

TEST_CASE("undo takes back one operation after the other, and history lists them all") {
  const Fork fork;
  fork.set_up();
  const Snapshot first = comparable(fork);
  fork.advance_cleanly();
  fork.done({"update"});
  const Snapshot second = comparable(fork);
  fork.upstream.commit_file("docs/more.md", "More and more.\n", "Tell yet more (#9)");
  fork.done({"update"});
  fork.done({"undo"});
  CHECK(differences(second, comparable(fork)) == "");
  fork.done({"undo"});
  CHECK(differences(first, comparable(fork)) == "");
  const std::string history = fork.done({"history"}).out;
  CHECK_THAT(history, ContainsSubstring("update") && ContainsSubstring("undo") && ContainsSubstring("setup"));
}

TEST_CASE("undo takes back what regen wrote, and leaves the branch") {
  const Fork fork;
  fork.set_up();
  fork.checkout().commit_file("mine.py", "mine = True\n", "Mine");
  const std::string tip = fork.checkout().rev_parse();
  const Snapshot before = comparable(fork);
  fork.done({"regen"});
  fork.done({"undo"});
  CHECK(fork.checkout().rev_parse() == tip);
  CHECK(differences(before, comparable(fork)) == "");
}

TEST_CASE("undo refuses over commits made since, over changed files, and where there is nothing") {
  const Fork fork;
  const auto refused = [&fork](const std::string& words) {
    const Snapshot before = fork.snapshot();
    const CommandResult result = fork.run({"undo"});
    expect_exit(result, 1);
    CHECK_THAT(result.err, ContainsSubstring(words));
    CHECK(differences(before, fork.snapshot()) == "");
  };
  refused("mlxpatch setup");
  fork.set_up();
  fork.advance_cleanly();
  fork.done({"update"});
  const std::string lock = fork.project.read("mlxpatch.lock");
  fork.project.write("mlxpatch.lock", lock + "# mine\n");
  refused("mlxpatch.lock");
  fork.project.write("mlxpatch.lock", lock);
  fork.checkout().commit_file("mine.py", "mine = True\n", "Mine");
  refused("local-patches");
}

TEST_CASE("undo does not touch changes that are not committed: it refuses, or keeps them") {
  const Fork fork;
  fork.set_up();
  fork.advance_cleanly();
  fork.done({"update"});
  fork.checkout().write("README.md", "An afternoon's work.\n");
  fork.run({"undo"});
  CHECK(fork.checkout().read("README.md") == "An afternoon's work.\n");
}

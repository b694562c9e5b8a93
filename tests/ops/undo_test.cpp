#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <mlxpatch/ops/undo.hpp>
#include <mlxpatch/report/history.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <support/command.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

Snapshot comparable(const ForkProject& fork) {
  return without(fork.snapshot(), {"checkout ref refs/mlxpatch/operations/", "checkout ref refs/remotes/"});
}

}  // namespace

TEST_CASE("undo restores branch, files, lock and worktree from before a clean update exactly") {
  const ForkProject fork;
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

TEST_CASE("undo reverts one operation after the other, and history lists them all") {
  const ForkProject fork;
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

TEST_CASE("undo reverts what regen wrote, and leaves the branch") {
  const ForkProject fork;
  fork.set_up();
  fork.checkout().commit_file("mine.py", "mine = True\n", "Mine");
  const std::string tip = fork.checkout().rev_parse();
  const Snapshot before = comparable(fork);
  fork.done({"regen"});
  fork.done({"undo"});
  CHECK(fork.checkout().rev_parse() == tip);
  CHECK(differences(before, comparable(fork)) == "");
}

TEST_CASE("undo refuses if there are newer commits, changed files, or no operation") {
  const ForkProject fork;
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

TEST_CASE("undo refuses if a file that it would restore has uncommitted changes") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  fork.done({"update"});
  fork.checkout().write("README.md", "An afternoon's work.\n");
  const Snapshot before = fork.snapshot();
  const CommandResult result = fork.run({"undo"});
  expect_exit(result, 1);
  CHECK_THAT(result.err, ContainsSubstring("app-repo/README.md"));
  CHECK(differences(before, fork.snapshot()) == "");
}

TEST_CASE("undo keeps uncommitted changes of files that it leaves alone") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  fork.done({"update"});
  fork.checkout().write("cache.py", "An afternoon's work.\n");
  fork.done({"undo"});
  CHECK(fork.checkout().rev_parse("HEAD~3") == fork.base);
  CHECK(fork.checkout().read("cache.py") == "An afternoon's work.\n");
  CHECK(fork.checkout().status() == " M cache.py");
}

TEST_CASE("undo says of a file that an operation had added that it is removed") {
  ForkProject fork;
  fork.set_up();
  fork.checkout().commit_file("new.txt", "new\n", "One more");
  fork.done({"regen"});
  const report::Undo undo = ops::undo(fork.place(), fork.reporter);
  CHECK(undo.removed == std::vector<std::string>{"patches/0004-One-more.patch"});
  CHECK(undo.files == std::vector<std::string>{"patches/series"});
  CHECK_FALSE(std::filesystem::exists(fork.project / "patches/0004-One-more.patch"));
}

TEST_CASE("what undo keeps of a merge is shown by the command that it prints") {
  ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  fork.done({"update", "--merge"});
  const report::Undo undo = ops::undo(fork.place(), fork.reporter);
  REQUIRE(undo.kept.size() == 1);
  CHECK(undo.kept[0].kind == report::NextStep::Kind::show_old_merges);
  const std::string shown = fork.checkout().git({"log", "-p", "-m", "--first-parent", undo.kept[0].name});
  CHECK(shown.find("+    print(\"stopped at last\")") != std::string::npos);
}

TEST_CASE("undo of an operation that left no commit on the branch prints no command to show it") {
  ForkProject fork;
  fork.project.write("patches/series", "");
  fork.set_up();
  fork.advance_cleanly();
  fork.done({"update"});
  CHECK(ops::undo(fork.place(), fork.reporter).kept.empty());
}

TEST_CASE("undo does not take HEAD from a person's own branch, nor from commits that are on none") {
  const ForkProject fork;
  fork.set_up();
  fork.upstream.commit_file("README.md", "An app of ours.\n", "Tell whose it is (#4)");
  fork.done({"update"});
  const GitRepo checkout = fork.checkout();
  const bool is_detached = GENERATE(false, true);
  checkout.git(is_detached ? std::vector<std::string>{"checkout", "-q", "--detach"}
                           : std::vector<std::string>{"checkout", "-q", "-b", "topic"});
  checkout.commit_file("mine.py", "mine = True\n", "Mine alone");
  const std::string head = checkout.rev_parse();
  const std::string queue = checkout.rev_parse("local-patches");
  const CommandResult result = fork.run({"undo"});
  expect_exit(result, 1);
  CHECK_THAT(result.err, ContainsSubstring(is_detached ? "is on no branch" : "is on topic, not on local-patches"));
  CHECK(checkout.rev_parse() == head);
  CHECK(checkout.rev_parse("local-patches") == queue);
  CHECK(checkout.git({"status", "--porcelain"}).empty());
  checkout.git({"switch", "-q", "local-patches"});
  fork.done({"undo"});
  CHECK(checkout.rev_parse("local-patches") != queue);
}

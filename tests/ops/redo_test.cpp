#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/golden.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Whether files, checkout and branch are as they were; what the journal keeps differs.
bool is_as(const ForkProject& fork, const Snapshot& before) {
  const std::string changes = differences(before, fork.snapshot());
  CAPTURE(changes);
  for (const char* place : {"patches/", "app-repo/", "mlxpatch.lock", "refs/heads/"}) {
    if (changes.find(place) != std::string::npos) return false;
  }
  return true;
}

void refuses(const ForkProject& fork, const std::string& said) { fork.refuses({"redo"}, 1, {said}); }

}  // namespace

TEST_CASE("redo takes an undo back, and undo then works again") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  const Snapshot old_state = fork.snapshot();
  fork.done({"update"});
  const Snapshot updated = fork.snapshot();
  fork.done({"undo"});
  const CommandResult result = fork.done({"redo"});
  golden("redo", shown("mlxpatch redo", result));
  CHECK(is_as(fork, updated));
  CHECK(fork.checkout().status().empty());
  fork.done({"check", "--no-fetch"});
  fork.done({"undo"});
  CHECK(is_as(fork, old_state));
  fork.done({"redo"});
  CHECK(is_as(fork, updated));
  CHECK_THAT(fork.done({"history"}).out, ContainsSubstring("redo") && ContainsSubstring("(undone)"));
}

TEST_CASE("several undos are taken back one by one, until there are none") {
  const ForkProject fork;
  fork.set_up();
  const Snapshot first = fork.snapshot();
  fork.done({"move", "tell-about-log", "--first"});
  const Snapshot second = fork.snapshot();
  fork.done({"drop", "log-requests"});
  const Snapshot third = fork.snapshot();
  fork.done({"undo"});
  CHECK(is_as(fork, second));
  fork.done({"undo"});
  CHECK(is_as(fork, first));
  fork.done({"redo"});
  CHECK(is_as(fork, second));
  fork.done({"redo"});
  CHECK(is_as(fork, third));
  refuses(fork, "there is no undo to take back");
  fork.done({"undo"});
  fork.done({"undo"});
  CHECK(is_as(fork, first));
}

TEST_CASE("redo refuses where there is no undo, or where something else was done since") {
  const ForkProject fork;
  fork.set_up();
  refuses(fork, "there is no undo to take back: the last operation is 1 (setup)");
  fork.done({"drop", "log-requests"});
  fork.done({"undo"});
  fork.done({"drop", "tell-about-log"});
  refuses(fork, "the last operation is 4 (drop)");
  fork.done({"undo"});
  fork.done({"redo"});
  CHECK(fork.project.read("patches/series") == "serve-more.patch\nlog-requests.patch\n");
}

TEST_CASE("redo loses neither commits nor files of a person's") {
  const ForkProject fork;
  fork.set_up();
  fork.done({"drop", "log-requests"});
  fork.done({"undo"});
  SECTION("a commit on the branch") {
    fork.checkout().commit_file("mine.py", "mine = True\n", "Mine");
    refuses(fork, "local-patches has moved since");
  }
  SECTION("a patch file") {
    fork.project.write("patches/log-requests.patch", fork.project.read("patches/log-requests.patch") + "\n");
    refuses(fork, "patches/log-requests.patch has changed since");
  }
  SECTION("a file in the checkout that it would change") {
    fork.checkout().write("server.py", k_server);
    fork.checkout().write("log.py", "mine = True\n");
    refuses(fork, "would be overwritten");
  }
}

TEST_CASE("an update with a stop is redone as a whole") {
  const ForkProject fork;
  fork.stop_at_serve_more();
  fork.resolve_serve_more();
  fork.done({"continue"});
  fork.done({"regen"});
  const Snapshot end = fork.snapshot();
  fork.done({"undo"});
  fork.done({"undo"});
  CHECK(fork.checkout().rev_parse("HEAD~3") == fork.base);
  fork.done({"redo"});
  fork.done({"redo"});
  CHECK(is_as(fork, end));
  fork.done({"check", "--no-fetch"});
}

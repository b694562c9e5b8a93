#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <mlxpatch/ops/status.hpp>
#include <mlxpatch/report/status.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/golden.hpp>

#include "fork_project.hpp"
#include "recording_reporter.hpp"
#include "snapshot.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// What journal, fetch and `continue` add for good. Everything else must be as before after `abort` and `undo`.
const std::vector<std::string> k_may_stay{"checkout ref refs/mlxpatch/operations/", "checkout ref refs/remotes/",
                                          "project/patches/.resolutions"};

Snapshot comparable(const ForkProject& fork) { return without(fork.snapshot(), k_may_stay); }

/// A copy of the stopped checkout in which git itself has picked the same commit on the same prefix.
GitRepo picked_by_git(const ForkProject& fork) {
  GitRepo twin(fork.world / "twin");
  std::filesystem::copy(fork.checkout().path(), twin.path(),
                        std::filesystem::copy_options::recursive | std::filesystem::copy_options::copy_symlinks);
  const std::string commit = twin.rev_parse("CHERRY_PICK_HEAD");
  std::filesystem::remove(twin / ".git/CHERRY_PICK_HEAD");
  std::filesystem::remove(twin / ".git/MERGE_MSG");
  twin.git({"reset", "--quiet", "--hard"});
  REQUIRE(twin.try_git({"cherry-pick", commit}).exit == 1);
  return twin;
}

std::string without_labels(const std::string& text) {
  return replaced(text, "(<<<<<<<|\\|\\|\\|\\|\\|\\|\\||>>>>>>>)[^\n]*", "$1");
}

using Paths = std::vector<std::string>;

report::Status status_of(const ForkProject& fork) {
  RecordingReporter reporter;
  return ops::status(fork.place(), reporter);
}

/// Author, date and message of a commit, the way git shows them.
std::string identity_of(const GitRepo& repository, const std::string& rev) {
  return repository.git({"log", "-1", "--format=%an%n%ae%n%aI%n%B", rev});
}

}  // namespace

TEST_CASE("a stop leaves the checkout as git cherry-pick leaves it, in each conflict style") {
  const std::string style = GENERATE("merge", "diff3", "zdiff3");
  CAPTURE(style);
  const ForkProject fork;
  run_git({"config", "--global", "merge.conflictStyle", style});
  fork.stop_at_serve_more();
  const GitRepo checkout = fork.checkout();
  const GitRepo twin = picked_by_git(fork);
  CHECK(checkout.git({"rev-parse", "--symbolic-full-name", "HEAD"}) == "HEAD");
  CHECK(checkout.rev_parse() == fork.upstream.rev_parse());
  CHECK(checkout.git({"ls-files", "-u"}) == twin.git({"ls-files", "-u"}));
  CHECK(checkout.git({"ls-files", "-s"}) == twin.git({"ls-files", "-s"}));
  CHECK(without_labels(checkout.read("server.py")) == without_labels(twin.read("server.py")));
  CHECK(checkout.status() == twin.status());
  CHECK(checkout.rev_parse("CHERRY_PICK_HEAD") == twin.rev_parse("CHERRY_PICK_HEAD"));
}

TEST_CASE("a stop after patches that merged has HEAD at the replayed prefix") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  const std::string culprit = fork.advance_against_log_requests();
  fork.upstream.commit_file("docs/more.md", "More and more.\n", "Tell yet more (#9)");
  const CommandResult stop = fork.run({"update"});
  expect_exit(stop, 3);
  CHECK_THAT(stop.out, ContainsSubstring("log-requests") && ContainsSubstring("#8") && ContainsSubstring("cache.py"));
  const GitRepo checkout = fork.checkout();
  CHECK(checkout.git({"log", "-1", "--format=%s"}) == "Serve more");
  CHECK(checkout.rev_parse("HEAD~1") == culprit);
  const GitRepo twin = picked_by_git(fork);
  CHECK(checkout.git({"ls-files", "-s"}) == twin.git({"ls-files", "-s"}));
  CHECK(without_labels(checkout.read("cache.py")) == without_labels(twin.read("cache.py")));
  CHECK(checkout.read("log.py") == twin.read("log.py"));
}

TEST_CASE("continue refuses while entries are unmerged or markers are left, naming file and line") {
  const ForkProject fork;
  fork.stop_at_serve_more();
  const auto refused = [&fork](const std::string& words) {
    const Snapshot before = fork.snapshot();
    const CommandResult result = fork.run({"continue"});
    expect_exit(result, 1);
    CHECK_THAT(result.err, ContainsSubstring(words));
    CHECK(differences(before, fork.snapshot()) == "");
  };
  refused("app-repo/server.py:5");
  fork.checkout().git({"add", "server.py"});
  refused("app-repo/server.py:5");
  fork.checkout().git({"checkout", "-m", "--", "server.py"});
  fork.checkout().write("server.py", k_server);
  refused("still in conflict");
}

TEST_CASE("continue commits the resolution with the patch's author, date and message") {
  const ForkProject fork;
  fork.set_up();
  const std::string words = identity_of(fork.checkout(), "local-patches~2");
  const std::string onto = fork.advance_against_serve_more();
  expect_exit(fork.run({"update"}), 3);
  World::current().advance();
  fork.resolve_serve_more();
  const CommandResult result = fork.done({"continue"});
  CHECK_THAT(result.out, ContainsSubstring("mlxpatch regen"));
  const GitRepo checkout = fork.checkout();
  CHECK(checkout.git({"symbolic-ref", "HEAD"}) == "refs/heads/local-patches");
  CHECK(checkout.rev_parse("HEAD~3") == onto);
  CHECK(identity_of(checkout, "HEAD~2") == words);
  CHECK(checkout.status() == "");
  CHECK_FALSE(std::filesystem::exists(checkout / ".git/CHERRY_PICK_HEAD"));
  CHECK_FALSE(std::filesystem::exists(checkout / ".git/MERGE_MSG"));

  fork.done({"regen"});
  CHECK(tree_by_git_am(fork, onto) == checkout.tree());
  fork.done({"check"});
  CHECK(checkout.git({"fsck", "--strict", "--no-dangling"}) == "");
}

TEST_CASE("continue recognises that the resolution was committed already") {
  const std::string way = GENERATE("commit", "cherry-pick");
  CAPTURE(way);
  const ForkProject fork;
  fork.stop_at_serve_more();
  fork.resolve_serve_more();
  if (way == "commit") {
    fork.checkout().git({"commit", "--quiet", "--no-edit"});
  } else {
    fork.checkout().git({"cherry-pick", "--continue"});
  }
  const std::string own = fork.checkout().rev_parse();
  fork.done({"status"});
  fork.done({"continue"});
  CHECK(fork.checkout().rev_parse("local-patches~2") == own);
  CHECK(fork.checkout().git({"log", "-1", "--format=%an", own}) == "Paula Patch");
  CHECK(fork.checkout().show("HEAD", "server.py").find("SIZE = 200") != std::string::npos);
}

TEST_CASE("continue refuses if HEAD has moved elsewhere, and if the patch is now empty") {
  const ForkProject fork;
  fork.stop_at_serve_more();
  fork.checkout().git({"checkout", "--ours", "--", "server.py"});
  fork.checkout().git({"add", "server.py"});
  const CommandResult empty = fork.run({"continue"});
  expect_exit(empty, 1);
  CHECK_THAT(empty.err, ContainsSubstring("mlxpatch skip"));
  fork.checkout().git({"checkout", "--quiet", "--force", "local-patches"});
  const CommandResult elsewhere = fork.run({"continue"});
  expect_exit(elsewhere, 1);
  CHECK_THAT(elsewhere.err, ContainsSubstring("mlxpatch abort"));
}

TEST_CASE("abort gives branch, index and every file back, whatever was done at the stop") {
  const ForkProject fork;
  fork.set_up();
  fork.checkout().write("notes.txt", "untracked\n");
  fork.checkout().write("trace.log", "ignored\n");
  fork.advance_cleanly();
  fork.advance_against_log_requests();
  const Snapshot before = comparable(fork);
  expect_exit(fork.run({"update"}), 3);
  const std::string doing = GENERATE("nothing", "half a resolution", "a commit");
  CAPTURE(doing);
  if (doing == "half a resolution") fork.checkout().write("cache.py", "half done\n");
  if (doing == "a commit") {
    fork.resolve_log_requests();
    fork.checkout().git({"commit", "--quiet", "--no-edit"});
  }
  fork.done({"abort"});
  CHECK(differences(before, comparable(fork)) == "");
  CHECK(fork.checkout().git({"fsck", "--strict", "--no-dangling"}) == "");
  const CommandResult again = fork.run({"abort"});
  expect_exit(again, 1);
  fork.done({"status"});
}

TEST_CASE("abort keeps the work done at the stop reachable, and says by which ref") {
  const ForkProject fork;
  fork.stop_at_serve_more();
  fork.checkout().write("server.py", "an hour of work\n");
  const CommandResult result = fork.done({"abort"});
  CHECK_THAT(result.out, ContainsSubstring("refs/mlxpatch/operations/"));
  const std::string refs = fork.checkout().git({"rev-list", "--objects", "--glob=refs/mlxpatch/*"});
  const std::string blob = fork.checkout().git({"hash-object", "--stdin"}, "an hour of work\n");
  CHECK_THAT(refs, ContainsSubstring(blob));
}

TEST_CASE("skip and continue refuse on a branch of the person's own, and their advice makes its commit the patch") {
  const ForkProject fork;
  fork.stop_at_serve_more();
  const GitRepo checkout = fork.checkout();
  checkout.write("server.py", "# resolved\n");
  checkout.git({"add", "server.py"});
  checkout.git({"checkout", "--quiet", "-b", "topic"});
  checkout.git({"commit", "--quiet", "-m", "Serve more, mine"});
  for (const std::string command : {"skip", "continue"}) {
    const CommandResult refused = fork.run({command});
    expect_exit(refused, 1);
    CHECK(checkout.git({"symbolic-ref", "HEAD"}) == "refs/heads/topic");
    CHECK_THAT(refused.err,
               ContainsSubstring("refs/heads/topic") && ContainsSubstring("git -C app-repo checkout --detach\n"));
  }
  checkout.git({"checkout", "--quiet", "--detach"});
  fork.done({"continue"});
  CHECK(checkout.log("upstream/main..HEAD").back() == "Serve more, mine");
}

TEST_CASE("skip drops the patch and continues with the rest") {
  const ForkProject fork;
  fork.stop_at_serve_more();
  const CommandResult result = fork.done({"skip"});
  CHECK_THAT(result.out, ContainsSubstring("serve-more.patch") && ContainsSubstring("you skipped it"));
  CHECK(fork.checkout().log("upstream/main..HEAD") == std::vector<std::string>{"Tell about the log", "Log requests"});
  CHECK(fork.checkout().status() == "");
  fork.done({"regen"});
  CHECK_FALSE(std::filesystem::exists(fork.project / "patches/serve-more.patch"));
  CHECK(tree_by_git_am(fork, fork.upstream.rev_parse()) == fork.checkout().tree());
}

TEST_CASE("several stops in a row, with status in between, and undo of the whole afterwards") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_against_serve_more();
  const std::string onto = fork.advance_against_log_requests();
  const Snapshot before = comparable(fork);
  expect_exit(fork.run({"update"}), 3);
  CHECK_THAT(fork.done({"status"}).out, ContainsSubstring("Serve more") && ContainsSubstring("mlxpatch continue"));
  const CommandResult second_update = fork.run({"update"});
  expect_exit(second_update, 1);
  CHECK_THAT(second_update.err, ContainsSubstring("mlxpatch continue") && ContainsSubstring("mlxpatch abort"));
  expect_exit(fork.run({"regen"}), 1);
  expect_exit(fork.run({"undo"}), 1);

  fork.resolve_serve_more();
  expect_exit(fork.run({"continue"}), 3);
  CHECK_THAT(fork.done({"status"}).out, ContainsSubstring("Log requests"));
  fork.resolve_log_requests();
  fork.done({"continue"});
  CHECK(fork.checkout().rev_parse("HEAD~3") == onto);
  CHECK(fork.checkout().show("HEAD", "server.py").find("SIZE = 200") != std::string::npos);

  fork.done({"undo"});
  CHECK(differences(before, comparable(fork)) == "");
}

TEST_CASE("abort at the second stop restores the state from before the first one") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_against_serve_more();
  fork.advance_against_log_requests();
  const Snapshot before = comparable(fork);
  expect_exit(fork.run({"update"}), 3);
  fork.resolve_serve_more();
  expect_exit(fork.run({"continue"}), 3);
  fork.done({"abort"});
  CHECK(differences(before, comparable(fork)) == "");
}

TEST_CASE("a patch against a file that upstream deleted stops with git's stages") {
  const ForkProject fork;
  fork.set_up();
  fork.upstream.remove("docs/guide.md");
  fork.upstream.commit("No guide any more (#9)");
  expect_exit(fork.run({"update"}), 3);
  const GitRepo twin = picked_by_git(fork);
  CHECK(fork.checkout().git({"ls-files", "-s"}) == twin.git({"ls-files", "-s"}));
  CHECK(fork.checkout().status() == twin.status());
  CHECK(fork.checkout().read("docs/guide.md") == twin.read("docs/guide.md"));
  fork.checkout().git({"rm", "--quiet", "docs/guide.md"});
  const CommandResult empty = fork.run({"continue"});
  expect_exit(empty, 1);
  CHECK_THAT(empty.err, ContainsSubstring("mlxpatch skip"));
  fork.done({"skip"});
  CHECK(fork.checkout().status() == "");
}

TEST_CASE("a patch against a file that upstream made a submodule stops") {
  const ForkProject fork;
  fork.set_up();
  fork.upstream.remove("docs/guide.md");
  std::filesystem::create_directories(fork.upstream / "docs/guide.md");
  fork.upstream.git({"update-index", "--add", "--cacheinfo", "160000," + fork.base + ",docs/guide.md"});
  fork.upstream.git({"commit", "--quiet", "-m", "The guide is a project of its own (#9)"});
  expect_exit(fork.run({"update"}), 3);
  CHECK(fork.checkout().git({"ls-files", "-s", "docs/guide.md"}).find("160000 " + fork.base + " 2") !=
        std::string::npos);
  fork.done({"skip"});
  CHECK(fork.checkout().status() == "");
}

TEST_CASE("status at a stop separates a person's own changes from what the stop itself has staged") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_against_log_requests();
  expect_exit(fork.run({"update"}), 3);
  // The patch's new log.py is staged by the stop; cache.py is in conflict.
  CHECK(fork.checkout().git({"diff", "--cached", "--name-only", "--diff-filter=A"}) == "log.py");
  CHECK(status_of(fork).unmerged == Paths{"cache.py"});
  CHECK(status_of(fork).modified.empty());
  fork.resolve_log_requests();
  CHECK(status_of(fork).unmerged.empty());
  CHECK(status_of(fork).modified.empty());
  fork.checkout().write("README.md", "A word of my own.\n");
  fork.checkout().git({"add", "README.md"});
  fork.checkout().write("log.py", "def say(*words):\n    pass\n");
  CHECK(status_of(fork).modified == Paths{"README.md", "log.py"});
}

TEST_CASE("status at a merge's stop does not list what upstream changed") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  fork.advance_against_log_requests();
  expect_exit(fork.run({"update", "--merge"}), 3);
  CHECK(status_of(fork).unmerged == Paths{"cache.py"});
  CHECK(status_of(fork).modified.empty());
}

TEST_CASE("skip and abort leave no file in conflict where a side deleted it") {
  for (const char* command : {"skip", "abort"}) {
    for (const bool upstream_deletes : {false, true}) {
      INFO(command << ", upstream deletes: " << upstream_deletes);
      const ForkProject fork;
      fork.set_up();
      const GitRepo checkout = fork.checkout();
      const GitRepo& deleting = upstream_deletes ? fork.upstream : checkout;
      const GitRepo& editing = upstream_deletes ? checkout : fork.upstream;
      deleting.git({"rm", "--quiet", "cache.py"});
      deleting.commit("Drop the cache");
      editing.commit_file("cache.py", k_cache + "more = 1\n", "More of the cache");
      fork.done({"regen"});
      REQUIRE(fork.run({"update"}).exit == 3);
      while (fork.run({command}).exit == 3) {
      }
      CHECK(checkout.git({"status", "--porcelain"}).empty());
    }
  }
}

TEST_CASE("an untracked file that upstream adds behind the stop is in the way of continue and skip, and stays") {
  const std::string command = GENERATE("continue", "skip");
  const ForkProject fork;
  fork.set_up();
  fork.advance_against_serve_more();
  fork.upstream.commit_file("new.txt", "new\n", "Add a file");
  fork.checkout().write("new.txt", "new\n");
  expect_exit(fork.run({"update"}), 3);
  if (command == "continue") fork.resolve_serve_more();
  const CommandResult refused = fork.run({command});
  expect_exit(refused, 1);
  CHECK_THAT(refused.err, ContainsSubstring("app-repo/new.txt") && ContainsSubstring("move untracked files away"));
  fork.done({"abort"});
  CHECK(fork.checkout().read("new.txt") == "new\n");
}

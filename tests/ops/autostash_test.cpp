#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::vector<std::string> k_may_stay{"checkout ref refs/mlxpatch/operations/", "checkout ref refs/remotes/"};

/// A change that is not committed, in a file that upstream's clean advance leaves alone.
void make_dirty(const ForkProject& fork) { fork.checkout().write("docs/guide.md", "# My guide\n"); }

}  // namespace

TEST_CASE("update refuses a dirty tree, naming the files") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  make_dirty(fork);
  fork.checkout().write("cache.py", "# staged\n");
  fork.checkout().git({"add", "cache.py"});
  const Snapshot before = fork.snapshot();
  const CommandResult result = fork.run({"update"});
  expect_exit(result, 1);
  CHECK_THAT(result.err, ContainsSubstring("app-repo/docs/guide.md") && ContainsSubstring("app-repo/cache.py") &&
                             ContainsSubstring("--autostash"));
  CHECK(differences(before, fork.snapshot()) == "");
}

TEST_CASE("update --autostash stashes the changes and restores them") {
  const ForkProject fork;
  fork.set_up();
  const std::string tip = fork.advance_cleanly();
  make_dirty(fork);
  fork.done({"update", "--autostash"});
  CHECK(fork.checkout().rev_parse("HEAD~3") == tip);
  CHECK(fork.checkout().status() == " M docs/guide.md");
  CHECK(fork.checkout().read("docs/guide.md") == "# My guide\n");
  CHECK(fork.checkout().git({"stash", "list"}) == "");
}

TEST_CASE("autostashed changes are restored after a stop that is resolved") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_against_serve_more();
  make_dirty(fork);
  expect_exit(fork.run({"update", "--autostash"}), 3);
  fork.resolve_serve_more();
  fork.done({"continue"});
  CHECK(fork.checkout().status() == " M docs/guide.md");
  CHECK(fork.checkout().read("docs/guide.md") == "# My guide\n");
  CHECK(fork.checkout().git({"stash", "list"}) == "");
}

TEST_CASE("autostashed changes are restored after a stop that is aborted") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_against_serve_more();
  make_dirty(fork);
  const Snapshot before = without(fork.snapshot(), k_may_stay);
  expect_exit(fork.run({"update", "--autostash"}), 3);
  fork.done({"abort"});
  CHECK(differences(before, without(fork.snapshot(), k_may_stay)) == "");
}

TEST_CASE("changes that cannot be restored cleanly stay in the stash, and that is reported") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  fork.checkout().write("README.md", "My own words.\n");
  const CommandResult result = fork.done({"update", "--autostash"});
  CHECK_THAT(result.out + result.err, ContainsSubstring("stash pop"));
  CHECK(fork.checkout().git({"show", "stash@{0}:README.md"}) == "My own words.");
}

TEST_CASE("update --autostash leaves a dirty tree as it is if there is nothing to do") {
  const ForkProject fork;
  fork.set_up();
  make_dirty(fork);
  const Snapshot before = fork.snapshot();
  fork.done({"update", "--autostash"});
  CHECK(differences(before, fork.snapshot()) == "");
}

TEST_CASE("an untracked or ignored file in the way is not overwritten: update refuses and changes nothing") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  fork.upstream.write("run.log", "from upstream\n");
  fork.upstream.git({"add", "--force", "run.log"});
  fork.upstream.commit("Keep a log (#9)");
  fork.checkout().write("docs/more.md", "mine\n");
  fork.checkout().write("run.log", "my ignored file\n");
  const Snapshot before = without(fork.snapshot(), {"checkout ref refs/remotes/"});
  const CommandResult result = fork.run({"update"});
  expect_exit(result, 1);
  CHECK_THAT(result.err, ContainsSubstring("app-repo/docs/more.md") && ContainsSubstring("app-repo/run.log"));
  CHECK(differences(before, without(fork.snapshot(), {"checkout ref refs/remotes/"})) == "");
}

TEST_CASE("an autostashing update refused because of a file in the way restores the changes") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  make_dirty(fork);
  fork.checkout().write("docs/more.md", "mine\n");
  const Snapshot before = without(fork.snapshot(), {"checkout ref refs/remotes/"});
  expect_exit(fork.run({"update", "--autostash"}), 1);
  CHECK(differences(before, without(fork.snapshot(), {"checkout ref refs/remotes/"})) == "");
}

TEST_CASE("staged changes, also those that differ from the file, are restored as staged") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  const GitRepo checkout = fork.checkout();
  checkout.write("docs/guide.md", "# My staged guide\n");
  checkout.write("new.py", "new = True\n");
  checkout.git({"add", "docs/guide.md", "new.py"});
  checkout.write("docs/guide.md", "# My guide\n");
  checkout.git({"rm", "--quiet", "log.py"});
  std::filesystem::remove(checkout / "cache.py");
  const std::string before = checkout.status();
  fork.done({"update", "--autostash"});
  CHECK(checkout.status() == before);
  CHECK(checkout.git({"show", ":docs/guide.md"}) == "# My staged guide");
  CHECK(checkout.read("docs/guide.md") == "# My guide\n");
  CHECK(checkout.git({"stash", "list"}) == "");
}

TEST_CASE("older stashes stay where they are") {
  const ForkProject fork;
  fork.set_up();
  fork.checkout().write("cache.py", "# an older thought\n");
  fork.checkout().git({"stash", "push", "--quiet", "-m", "older"});
  fork.advance_cleanly();
  make_dirty(fork);
  fork.done({"update", "--autostash"});
  CHECK(fork.checkout().git({"stash", "list", "--format=%gs"}) == "On local-patches: older");
  CHECK(fork.checkout().git({"show", "stash@{0}:cache.py"}) == "# an older thought");
  CHECK(fork.checkout().read("docs/guide.md") == "# My guide\n");
}

TEST_CASE("a file removed from the index but not from the worktree keeps its bytes") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  const GitRepo checkout = fork.checkout();
  checkout.git({"rm", "--quiet", "--cached", "log.py", "cache.py"});
  checkout.write("log.py", "# other words\n");
  checkout.write("docs/guide.md", "# My guide\n");
  const std::string before = checkout.status();
  const std::string cache = checkout.read("cache.py");
  const CommandResult result = fork.run({"update", "--autostash"});
  INFO(result.out << result.err);
  CHECK(checkout.status() == before);
  CHECK(checkout.read("log.py") == "# other words\n");
  CHECK(checkout.read("cache.py") == cache);
  CHECK(checkout.git({"stash", "list"}) == "");
}

TEST_CASE("a stash that another update left unrestored is not forgotten by the next one") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  make_dirty(fork);
  fork.checkout().git({"stash", "push", "--quiet"});
  const std::string stash = fork.checkout().rev_parse("refs/stash");
  const std::filesystem::path record = fork.checkout_path() / ".git/mlxpatch/set-aside.json";
  write_bytes(record, R"({"schema": 1, "list_before": null, "stash": ")" + stash + "\"}\n");
  // The restored file can't be written.
  std::filesystem::remove_all(fork.checkout_path() / "docs");
  fork.checkout().write("docs", "in the way\n");
  fork.checkout().write("cache.py", "# mine, too\n");
  const CommandResult result = fork.run({"update", "--autostash"});
  CHECK(fork.checkout().git({"show", "stash@{0}:docs/guide.md"}) == "# My guide");
  CHECK_THAT(result.out + result.err, ContainsSubstring("stay stashed"));
}

TEST_CASE("a file that is only marked with git add -N is not advised to be stashed, for git refuses that") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  fork.checkout().write("new.txt", "new\n");
  fork.checkout().git({"add", "-N", "new.txt"});
  const CommandResult refused = fork.run({"update", "--autostash"});
  expect_exit(refused, 1);
  CHECK(refused.err.find("stash push") == std::string::npos);
  CHECK(fork.checkout().status() == " A new.txt");
  const std::string add = "git -C app-repo add -- new.txt";
  CHECK_THAT(refused.err, ContainsSubstring(add));
  CommandOptions here;
  here.directory = fork.project.path();
  CHECK(run_command({"sh", "-c", add}, here).exit == 0);
  fork.done({"update", "--autostash"});
  CHECK(fork.checkout().status() == "A  new.txt");
  CHECK(fork.checkout().read("new.txt") == "new\n");
}

TEST_CASE("a file that git no longer tracks is not stashed, since restoring the stash would remove it") {
  const bool is_ignored = GENERATE(false, true);
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  const GitRepo checkout = fork.checkout();
  checkout.git({"rm", "-q", "--cached", "server.py"});
  if (is_ignored) checkout.write(".git/info/exclude", "server.py\n");
  const std::string before = checkout.status();
  const std::string content = checkout.read("server.py");
  const std::string tip = checkout.rev_parse("HEAD");
  const CommandResult refused = fork.run({"update", "--autostash"});
  expect_exit(refused, 1);
  CHECK(checkout.status() == before);
  CHECK(checkout.read("server.py") == content);
  CHECK(checkout.rev_parse("HEAD") == tip);
  CHECK(checkout.git({"stash", "list"}).empty());
  const std::string restore = "git -C app-repo restore --staged -- server.py";
  CHECK_THAT(refused.err, ContainsSubstring(restore));
  CommandOptions here;
  here.directory = fork.project.path();
  CHECK(run_command({"sh", "-c", restore}, here).exit == 0);
  fork.done({"update", "--autostash"});
  CHECK(checkout.status().empty());
}

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <mlxpatch/base/text.hpp>
#include <support/command.hpp>
#include <support/strace.hpp>

#include "fork_project.hpp"
#include "victim.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

/// A fork whose update was killed while it swapped new and old files.
class KilledUpdate : public Victim {
 public:
  /// `point`: the swap at which it dies; by 2 it is in the middle of the files of the checkout.
  explicit KilledUpdate(std::size_t point = 2) : Victim({"update", "--no-fetch"}, make_ready) {
    new_tip = fork.checkout().rev_parse("local-patches");
    REQUIRE(calls("renameat2", "renameat2(").size() > 2);
    CHECK(kill_at("renameat2", point));
  }

  std::string new_tip;  ///< where the update that is not killed ends
};

/// The command that a message prints behind these words.
std::string command_behind(const std::string& text, const std::string& words) {
  const std::size_t begin = text.find(words);
  REQUIRE(begin != std::string::npos);
  const std::size_t command = text.find("git ", begin);
  return text.substr(command, text.find('\n', command) - command);
}

/// The commands that the message prints behind these words for a file of the checkout and for the lock show the
/// operation's own versions.
void check_shows(const KilledUpdate& killed, const std::string& message, const std::string& words) {
  CommandOptions here;
  here.directory = killed.fork.project.path();
  const std::string show = command_behind(message, "app-repo/server.py " + words);
  CHECK(run_command({"sh", "-c", show}, here).out ==
        killed.fork.checkout().git({"show", killed.new_tip + ":server.py"}) + "\n");
  const std::string show_lock = command_behind(message, "mlxpatch.lock " + words);
  CHECK_THAT(run_command({"sh", "-c", show_lock}, here).out, ContainsSubstring("base = \""));
}

std::size_t temporaries_in(const fs::path& directory) {
  std::size_t count = 0;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.path().filename().string().starts_with(".mlxpatch-")) ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("what a person edits after a crash stays, is named, and the operation's own version can be shown") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  const KilledUpdate killed;
  const GitRepo checkout = killed.fork.checkout();
  const std::string edited = checkout.read("server.py") + "# my line\n";
  checkout.write("server.py", edited);
  const std::string lock = killed.fork.project.read("mlxpatch.lock") + "# my line\n";
  killed.fork.project.write("mlxpatch.lock", lock);

  const CommandResult status = killed.fork.run({"status"});
  CHECK_THAT(status.err, ContainsSubstring("update was interrupted (operation 2) and is now complete"));
  CHECK(checkout.read("server.py") == edited);
  CHECK(killed.fork.project.read("mlxpatch.lock") == lock);
  CHECK(checkout.rev_parse("local-patches") == killed.new_tip);
  CHECK(checkout.git({"status", "--porcelain"}) == " M server.py");
  check_shows(killed, status.err, "was changed meanwhile");
  // It ends with that: the next command has nothing to recover.
  CHECK(killed.fork.run({"status"}).err.find("interrupted") == std::string::npos);
}

TEST_CASE("what a person removes after a crash stays removed and is named") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  const KilledUpdate killed;
  const GitRepo checkout = killed.fork.checkout();
  fs::remove(checkout / ".git/index.lock");
  fs::remove(checkout / "server.py");
  checkout.git({"rm", "--quiet", "--cached", "README.md"});
  const std::string readme = checkout.read("README.md");
  fs::remove(killed.fork.project / "mlxpatch.lock");
  const CommandResult status = killed.fork.run({"status"});
  CHECK_FALSE(fs::exists(checkout / "server.py"));
  CHECK_FALSE(fs::exists(killed.fork.project / "mlxpatch.lock"));
  CHECK(checkout.read("README.md") == readme);
  CHECK(checkout.git({"ls-files", "README.md"}).empty());
  CHECK_THAT(status.err, ContainsSubstring("app-repo/README.md was changed meanwhile and is left as it is"));
  check_shows(killed, status.err, "was removed meanwhile and stays removed");
}

TEST_CASE("an edit that lacks what the operation changed in the file is not advised to be committed") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  const KilledUpdate killed(1);
  const GitRepo checkout = killed.fork.checkout();
  checkout.write("server.py", "# my line\n" + checkout.read("server.py"));
  const CommandResult status = killed.fork.run({"status"});
  CommandOptions here;
  here.directory = killed.fork.project.path();
  // To commit it as it is would take back what upstream has changed in the file.
  CHECK(status.out.find("mlxpatch new") == std::string::npos);
  CHECK_THAT(status.out, ContainsSubstring("server.py lacks what the last operation changed in it"));
  killed.fork.refuses({"new", "mine", "-m", "Mine"}, 1,
                      {"lacks what the last operation changed in it", "mlxpatch status"});
  killed.fork.refuses({"absorb"}, 1, {"lacks what the last operation changed in it", "mlxpatch status"});
  const std::size_t begin = status.out.find("git -C app-repo diff refs/mlxpatch/operations/");
  REQUIRE(begin != std::string::npos);
  const std::string put_in = status.out.substr(begin, status.out.find("  ", begin) - begin);
  CHECK(run_command({"sh", "-c", put_in}, here).exit == 0);
  CHECK(checkout.read("server.py") == "# my line\n" + checkout.git({"show", killed.new_tip + ":server.py"}) + "\n");
  CHECK_THAT(killed.fork.run({"status"}).out, ContainsSubstring("mlxpatch new"));
}

TEST_CASE("an edit beside the line that the operation changed is told apart, too") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  const KilledUpdate killed(1);
  const GitRepo checkout = killed.fork.checkout();
  const auto put = [&](const std::string& old, const std::string& text) {
    std::string file = checkout.read("server.py");
    const std::size_t at = file.find(old);
    REQUIRE(at != std::string::npos);
    checkout.write("server.py", file.replace(at, old.size(), text));
  };
  // Upstream has changed the line after this one.
  put("    cache.clear()\n", "    cache.clear(all)\n");
  const CommandResult status = killed.fork.run({"status"});
  CHECK(status.out.find("mlxpatch new") == std::string::npos);
  CHECK_THAT(status.out, ContainsSubstring("server.py lacks this change of the last operation, beside your edit"));
  CommandOptions here;
  here.directory = killed.fork.project.path();
  const std::size_t begin = status.out.find("git -C app-repo diff refs/mlxpatch/operations/");
  REQUIRE(begin != std::string::npos);
  const std::string show = status.out.substr(begin, status.out.find("  ", begin) - begin);
  CHECK_THAT(run_command({"sh", "-c", show}, here).out, ContainsSubstring("+    print(\"stopped at last\")"));
  put("    print(\"stopped\")\n", "    print(\"stopped at last\")\n");
  CHECK_THAT(killed.fork.run({"status"}).out, ContainsSubstring("mlxpatch new"));
}

TEST_CASE("a branch that a person moves after a crash stays, and worktree and index follow it") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  const KilledUpdate killed;
  const GitRepo checkout = killed.fork.checkout();
  fs::remove(checkout / ".git/index.lock");  // as a person may have done by then
  const std::string mine = checkout.git({"commit-tree", "-p", "local-patches", "-m", "mine", "local-patches^{tree}"});
  checkout.git({"update-ref", "refs/heads/local-patches", mine});

  const CommandResult status = killed.fork.run({"status"});
  CHECK_THAT(status.err, ContainsSubstring("is now taken back, since refs/heads/local-patches is at"));
  CHECK_THAT(status.err, ContainsSubstring("refs/heads/local-patches was moved meanwhile and stays at"));
  CHECK(checkout.rev_parse("local-patches") == mine);
  // Patch files and lock stay with it.
  CHECK(killed.fork.project.git({"diff", "--stat", "HEAD"}).empty());
  CHECK(checkout.git({"status", "--porcelain"}).empty());
  CHECK(killed.fork.run({"status"}).err.find("interrupted") == std::string::npos);
  CHECK(checkout.try_git({"fsck", "--strict"}).exit == 0);
}

TEST_CASE("a commit on what a killed operation made of the branch completes the operation") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  const Victim victim({"update", "--no-fetch"}, make_ready);
  const std::string new_tip = victim.fork.checkout().rev_parse("local-patches");
  const std::string new_lock = victim.fork.project.read("mlxpatch.lock");
  // The last renaming of a ref: all are moved, and the entry is open.
  const bool reverts = GENERATE(false, true);
  REQUIRE(victim.kill_at("unlink", victim.calls("unlink", "000002.open").at(0)));
  const GitRepo checkout = victim.fork.checkout();
  REQUIRE(checkout.rev_parse("local-patches") == new_tip);
  // As a run leaves it that fails after the last step, and is killed again.
  if (reverts) fs::remove(checkout / ".git/mlxpatch/operations/000002.forward");
  fs::remove(checkout / ".git/index.lock");
  checkout.git({"commit", "--quiet", "--allow-empty", "-m", "mine"});
  const std::string mine = checkout.rev_parse("local-patches");

  const CommandResult status = victim.fork.run({"status"});
  INFO(status.err);
  CHECK_THAT(status.err, ContainsSubstring("is now complete"));
  CHECK(checkout.rev_parse("local-patches") == mine);
  CHECK(victim.fork.project.read("mlxpatch.lock") == new_lock);
  CHECK(checkout.git({"status", "--porcelain"}).empty());
}

TEST_CASE("a commit on the branch takes back a killed update that was to stop at a conflict") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  const ForkProject fork;
  fork.set_up();
  fork.advance_against_serve_more();
  fork.checkout().git({"fetch", "--quiet", "upstream"});
  expect_exit(run_under_strace(fork.world / "log", {"-e", "inject=renameat2:signal=KILL:when=1"},
                               {mlxpatch_binary().string(), "update", "--no-fetch"}, fork.project.path()),
              k_killed);
  const GitRepo checkout = fork.checkout();
  fs::remove(checkout / ".git/index.lock");
  const std::string mine = checkout.git({"commit-tree", "-p", "local-patches", "-m", "mine", "local-patches^{tree}"});
  checkout.git({"update-ref", "refs/heads/local-patches", mine});

  const CommandResult status = fork.done({"status"});
  CHECK_THAT(status.err, ContainsSubstring("is now taken back, since refs/heads/local-patches is at"));
  CHECK_FALSE(fs::exists(checkout / ".git/mlxpatch/pending.json"));
  CHECK(checkout.git({"rev-parse", "--abbrev-ref", "HEAD"}) == "local-patches");
  CHECK(checkout.rev_parse() == mine);
  CHECK(checkout.git({"status", "--porcelain"}).empty());
}

TEST_CASE("a resolution that is committed after a killed continue brings the stop back") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  const Victim victim({"continue"}, [](const ForkProject& fork) {
    fork.stop_at_serve_more();
    fork.resolve_serve_more();
  });
  REQUIRE(victim.kill_at("unlink", victim.calls("unlink", "pending.json").at(0)));
  const GitRepo checkout = victim.fork.checkout();
  REQUIRE(fs::exists(checkout / ".git/mlxpatch/operations/000003.open"));
  fs::remove(checkout / ".git/index.lock");
  const std::string mine = checkout.git({"commit-tree", "-p", "HEAD", "-m", "mine", "HEAD^{tree}"});
  checkout.git({"update-ref", "--no-deref", "HEAD", mine});
  const CommandResult status = victim.fork.done({"status"});
  CHECK_THAT(status.err, ContainsSubstring("is now taken back, since HEAD is at"));
  CHECK(fs::exists(checkout / ".git/mlxpatch/pending.json"));
  CHECK(checkout.rev_parse() == mine);
}

TEST_CASE("a killed operation whose open mark is gone is finished") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  const KilledUpdate killed;
  fs::remove(killed.fork.checkout_path() / ".git/mlxpatch/operations/000002.open");
  const CommandResult status = killed.fork.done({"status"});
  CHECK_THAT(status.err, ContainsSubstring("update was interrupted (operation 2) and is now complete"));
  CHECK(killed.fork.checkout().rev_parse("local-patches") == killed.new_tip);
  CHECK(killed.fork.checkout().status().empty());
  CHECK(killed.fork.run({"status"}).err.empty());
}

TEST_CASE("what a killed operation wrote is not shown as a person's changes alone if its journal entry is gone") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  // In the middle of the files of the checkout, and among those of the project.
  const std::size_t point = GENERATE(std::size_t{2}, std::size_t{3}, std::size_t{4});
  const KilledUpdate killed(point);
  const GitRepo checkout = killed.fork.checkout();
  fs::remove(checkout / ".git/index.lock");
  for (const char* end : {"json", "open", "forward"}) {
    fs::remove(checkout / (std::string(".git/mlxpatch/operations/000002.") + end));
  }
  checkout.write("cache.py", checkout.read("cache.py") + "# mine\n");
  const CommandResult status = killed.fork.done({"status"});
  CHECK_THAT(status.err, ContainsSubstring("what operation 2 was to write, and its journal entry is gone"));
  std::string commands;
  std::istringstream lines(status.err);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("  ")) commands += line + "\n";
  }
  CommandOptions here;
  here.directory = killed.fork.project.path();
  const CommandResult typed = run_command({"sh", "-e", "-c", commands}, here);
  INFO(commands << typed.err);
  CHECK(typed.exit == 0);
  CHECK(checkout.git({"status", "--porcelain"}) == " M cache.py");
  CHECK(killed.fork.project.git({"diff", "--stat", "HEAD"}).empty());
  CHECK(killed.fork.done({"status"}).err.empty());
}

TEST_CASE("a stop whose journal entry is gone is aborted, skipped and undone like any other") {
  const ForkProject fork;
  fork.stop_at_serve_more();
  const GitRepo checkout = fork.checkout();
  const std::string tip = checkout.rev_parse("local-patches");
  fs::remove(checkout / ".git/mlxpatch/operations/000002.json");
  const std::string command = GENERATE("abort", "skip", "continue");
  if (command == "continue") fork.resolve_serve_more();
  fork.done({command});
  CHECK(checkout.git({"status", "--porcelain"}).empty());
  CHECK_FALSE(fs::exists(checkout / ".git/CHERRY_PICK_HEAD"));
  if (command != "abort") fork.done({"undo"});
  CHECK(checkout.rev_parse("local-patches") == tip);
  CHECK(checkout.git({"rev-parse", "--abbrev-ref", "HEAD"}) == "local-patches");
  CHECK(checkout.git({"status", "--porcelain"}).empty());
}

TEST_CASE("a journal entry that can't be read is set aside by the next command, which says so") {
  const ForkProject fork;
  fork.set_up();
  const fs::path entry = fork.checkout_path() / ".git/mlxpatch/operations/000001.json";
  REQUIRE(fs::exists(entry));
  write_bytes(entry, "{\"schema\": 1, \"id\"");
  fork.advance_cleanly();
  const CommandResult update = fork.run({"update"});
  expect_exit(update, 0);
  CHECK_THAT(update.err, ContainsSubstring("000001.json.spoiled"));
  CHECK(read_bytes(fs::path(entry.string() + ".spoiled")) == "{\"schema\": 1, \"id\"");
  // Its number is not used again: its anchor is still there.
  CHECK(fs::exists(entry.parent_path() / "000002.json"));
}

TEST_CASE("a temporary file that can't be removed is said, and takes nothing back") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  const ForkProject fork;
  make_ready(fork);
  // Twice, for there is a second try.
  const std::string failing = "inject=unlinkat:error=EIO:when=1..2";
  const CommandResult update = run_under_strace(
      fork.world / "log", {"-e", failing}, {mlxpatch_binary().string(), "update", "--no-fetch"}, fork.project.path());
  expect_exit(update, 0);
  CHECK_THAT(update.err, ContainsSubstring("could not clear up after itself"));
  CHECK(fork.checkout().status().empty());
  CHECK(temporaries_in(fork.project.path()) == 1);
  expect_exit(fork.run({"status"}), 0);
  CHECK(temporaries_in(fork.project.path()) == 0);
  CHECK(fork.checkout().status().empty());
}

TEST_CASE("git add -A takes nothing of a killed run's half-written files") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  const KilledUpdate killed;
  CHECK(temporaries_in(killed.fork.checkout_path() / ".git/mlxpatch-tmp") > 0);
  CHECK(killed.fork.checkout().git({"ls-files", "--others"}).find(".mlxpatch-") == std::string::npos);
  CHECK(killed.fork.project.git({"ls-files", "--others"}).find(".mlxpatch-") == std::string::npos);
  expect_exit(killed.fork.run({"status"}), 0);
  CHECK_FALSE(fs::exists(killed.fork.checkout_path() / ".git/mlxpatch-tmp"));
}

TEST_CASE("a stop whose state file is gone is known from the journal") {
  const ForkProject fork;
  fork.stop_at_serve_more();
  const std::string stop = read_bytes(fork.checkout_path() / ".git/mlxpatch/pending.json");
  for (const std::string& spoiled : {std::string("-"), stop.substr(0, stop.size() / 2)}) {
    if (spoiled == "-") {
      fs::remove(fork.checkout_path() / ".git/mlxpatch/pending.json");
    } else {
      write_bytes(fork.checkout_path() / ".git/mlxpatch/pending.json", spoiled);
    }
    const CommandResult status = fork.run({"status"});
    CHECK_THAT(status.err, ContainsSubstring("the journal had it"));
    CHECK(read_bytes(fork.checkout_path() / ".git/mlxpatch/pending.json") == stop);
  }
  fork.resolve_serve_more();
  fork.done({"continue"});
}

TEST_CASE("a file of the project that changes while a command runs is not overwritten") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  const std::string tip = fork.checkout().rev_parse("local-patches");
  const bool is_in_checkout = GENERATE(false, true);
  const fs::path edited = is_in_checkout ? fork.checkout_path() / "server.py" : fork.project / "mlxpatch.lock";
  const std::string was = read_bytes(edited);
  // A git that writes to the file while it fetches.
  const fs::path programs = fork.world / "programs";
  fs::create_directories(programs);
  const std::string real(mlxpatch::trim(run_command({"sh", "-c", "command -v git"}).out));
  write_bytes(programs / "git", fmt::format("#!/bin/sh\ncase \" $* \" in *\" fetch \"*) echo '# mine' >> '{}';; esac\n"
                                            "exec '{}' \"$@\"\n",
                                            edited.string(), real));
  fs::permissions(programs / "git", fs::perms::owner_all);
  CommandOptions with_that_git;
  with_that_git.directory = fork.project.path();
  const CommandResult update = run_command(
      {"env", fmt::format("PATH={}:{}", programs.string(), std::getenv("PATH")), mlxpatch_binary().string(), "update"},
      with_that_git);
  INFO(update.err);
  CHECK(update.exit == 1);
  CHECK_THAT(update.err,
             ContainsSubstring(is_in_checkout ? "changes that are not committed"
                                              : "mlxpatch.lock was changed by another program in the meantime"));
  CHECK(read_bytes(edited) == was + "# mine\n");
  CHECK(fork.checkout().git({"stash", "list"}).empty());
  CHECK(fork.checkout().rev_parse("local-patches") == tip);
}

#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>

#include "fork_project.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// The user's merge driver "structural" for all Python files: the shell's `command`.
void set_driver(const ForkProject& fork, const std::string& command) {
  run_git({"config", "--global", "merge.structural.driver", command});
  run_git({"config", "--global", "core.attributesFile", (fork.world / "attributes").string()});
  write_bytes(fork.world / "attributes", "*.py merge=structural\n");
}

/// A fork whose patch "serve-more" conflicts with upstream in a file that has this merge driver.
struct DrivenFork : ForkProject {
  explicit DrivenFork(const std::string& command) {
    set_up();
    advance_against_serve_more();
    set_driver(*this, command);
  }
};

/// With one blank for all white space between two words.
std::string unwrapped(const std::string& text) {
  std::istringstream words(text);
  std::string line;
  for (std::string word; words >> word;) line += (line.empty() ? "" : " ") + word;
  return line;
}

}  // namespace

TEST_CASE("texts that merge need no merge driver: an update goes through, and blames nobody") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  set_driver(fork, "exit 1");
  const CommandResult status = fork.done({"status"});
  CHECK_THAT(status.out, !ContainsSubstring("conflict"));
  fork.done({"update"});
}

TEST_CASE("a conflict in a file with a merge driver names it in every command, and only a stop runs it") {
  const DrivenFork fork("touch $HOME/ran");
  fork.checkout().git({"fetch", "--quiet", "upstream"});
  const std::string queue = fork.base + "..local-patches";
  const std::string onto = "upstream/main";
  CHECK_THAT(fork.run({"check"}).out, ContainsSubstring("server.py: content, merge driver \"structural\""));
  CHECK_THAT(fork.run({"check", "--json"}).out, ContainsSubstring("\"driver\": \"structural\""));
  CHECK_THAT(fork.run({"status"}).out, ContainsSubstring("merge driver \"structural\""));
  CHECK_THAT(fork.run({"status", "--json"}).out, ContainsSubstring("\"driver\": \"structural\""));
  CHECK_THAT(fork.run({"why", "serve-more", "--json"}).out, ContainsSubstring("structural"));
  CHECK_THAT(fork.run({"update", "--dry-run"}).out, ContainsSubstring("merge driver \"structural\""));
  for (const char* command : {"replay", "culprit"}) {
    INFO(command);
    const CommandResult result = fork.run({command, "--repo", "app-repo", "--onto", onto, queue});
    CHECK_THAT(result.out, ContainsSubstring("merge driver \"structural\"") && ContainsSubstring("#7"));
  }
  const auto run_by_driver = World::current().home() / "ran";
  CHECK_FALSE(std::filesystem::exists(run_by_driver));
  expect_exit(fork.run({"update"}), 3);
  CHECK(std::filesystem::exists(run_by_driver));
}

TEST_CASE("what a merge driver makes at a stop is in the file, and can be taken as it is") {
  const DrivenFork fork("sed -i.bak 's/^SIZE = .*/SIZE = 40/' %A; rm %A.bak");
  const CommandResult stop = fork.run({"update"});
  expect_exit(stop, 3);
  const std::string words = unwrapped(stop.out);
  CHECK_THAT(words, ContainsSubstring("its merge driver \"structural\" merged it"));
  CHECK_THAT(words, ContainsSubstring("1. Check what the merge driver made, which has no markers: app-repo/server.py"));
  CHECK_THAT(words, !ContainsSubstring("<<<<<<<"));
  CHECK_THAT(fork.checkout().read("server.py"), ContainsSubstring("SIZE = 40\n"));
  CHECK_THAT(fork.checkout().status(), ContainsSubstring("UU server.py") && !ContainsSubstring("merge_file"));
  fork.checkout().git({"add", "server.py"});
  fork.done({"continue"});
  CHECK_THAT(fork.checkout().show("local-patches", "server.py"), ContainsSubstring("SIZE = 40\n"));
}

TEST_CASE("after a merge driver that fails at a stop the file has git's markers, and the text says why") {
  const DrivenFork fork("echo made by the driver >%A; echo cannot parse it >&2; exit 1");
  const CommandResult stop = fork.run({"update", "--json"});
  expect_exit(stop, 3);
  CHECK_THAT(stop.out,
             ContainsSubstring("\"driver\": \"structural\"") && ContainsSubstring("\"driver_result\": \"failed\""));
  const std::string file = fork.checkout().read("server.py");
  CHECK_THAT(file, ContainsSubstring("<<<<<<<") && ContainsSubstring("SIZE = 20\n") && ContainsSubstring(">>>>>>>"));
  CHECK_THAT(file, !ContainsSubstring("made by the driver"));
  fork.done({"abort"});
  const std::string words = unwrapped(fork.run({"update"}).out);
  CHECK_THAT(words, ContainsSubstring("its merge driver \"structural\" failed (exit status 1: cannot parse it)"));
  CHECK_THAT(words, ContainsSubstring("until no <<<<<<<"));
}

TEST_CASE("a merge of upstream runs the merge driver where it stops, too") {
  const DrivenFork fork("echo merged >%A");
  expect_exit(fork.run({"update", "--merge"}), 3);
  CHECK(fork.checkout().read("server.py") == "merged\n");
}

TEST_CASE("am names the merge driver of a conflict, and runs it where it stops") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_against_serve_more();
  set_driver(fork, "echo merged >%A");
  const GitRepo other = GitRepo::clone(fork.checkout_path().string(), fork.world / "other");
  other.git({"fetch", "--quiet", fork.upstream.path().string(), "main"});
  other.checkout("FETCH_HEAD");
  std::vector<std::string> words{"am", "--repo", other.path().string(), "patches/serve-more.patch"};
  CHECK_THAT(fork.run(words).err, ContainsSubstring("its merge driver \"structural\" runs at a stop"));
  words.emplace_back("--stop-at-conflict");
  const CommandResult stop = fork.run(words);
  expect_exit(stop, 3);
  CHECK_THAT(stop.out, ContainsSubstring("server.py: its merge driver \"structural\" merged it"));
  CHECK(other.read("server.py") == "merged\n");
}

#include <filesystem>
#include <source_location>
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

namespace fs = std::filesystem;

/// `./dev truth` of the fork's queue, with this program.
CommandResult truth(const ForkProject& fork, const fs::path& program, const std::vector<std::string>& more) {
  const fs::path here = fs::absolute(std::source_location::current().file_name());
  const fs::path script = here.parent_path() / "../../.ci/truth.py";
  std::vector<std::string> argv{"python3", script.string(), "--program", program.string(), fork.upstream.path(),
                                "patches", fork.base};
  argv.insert(argv.end(), more.begin(), more.end());
  return run_command(argv, {fork.project.path(), {}, {}});
}

/// A program that gives the real one's answers, with `from` as `to` in them.
fs::path liar(const ForkProject& fork, const std::string& from, const std::string& to) {
  const GitRepo tools(fork.world / "tools");
  tools.write_executable("liar",
                         "#!/bin/sh\n'" + mlxpatch_binary().string() + "' \"$@\" | sed 's/" + from + "/" + to + "/'\n");
  return tools / "liar";
}

}  // namespace

TEST_CASE("truth finds a replay to be git's, merge by merge and pick by pick") {
  const ForkProject fork;
  const std::string clean = fork.advance_cleanly();
  const std::string broken = fork.advance_against_serve_more();
  for (const std::string way : {"merge-tree", "cherry-pick"}) {
    INFO(way);
    const CommandResult result = truth(fork, mlxpatch_binary(), {clean, broken, "--with", way});
    expect_exit(result, 0);
    CHECK_THAT(result.out,
               ContainsSubstring("replayed onto " + clean + ", 3 commits: 0 DIFFERENT, 0 explained, 3 as git"));
    CHECK_THAT(result.out, ContainsSubstring("git: conflict  culprit " + broken.substr(0, 8)));
    CHECK_THAT(result.out, ContainsSubstring("\n0 differences\n"));
  }
}

TEST_CASE("truth says first what git does not confirm, and ends with 1") {
  const ForkProject fork;
  const std::string clean = fork.advance_cleanly();
  const std::string broken = fork.advance_against_serve_more();
  SECTION("a conflict that is none") {
    const CommandResult result = truth(fork, liar(fork, "\"state\": \"clean\"", "\"state\": \"conflict\""), {clean});
    expect_exit(result, 1);
    CHECK_THAT(result.out, ContainsSubstring("as git\n  DIFFERENT    1  ") && ContainsSubstring("git merges it"));
  }
  SECTION("another culprit") {
    const CommandResult result = truth(fork, liar(fork, broken, clean), {broken});
    CHECK(result.exit != 0);
  }
  SECTION("a commit that upstream does not have") { expect_exit(truth(fork, mlxpatch_binary(), {"nowhere"}), 2); }
}

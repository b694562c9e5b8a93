#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <mlxpatch/ops/check.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/status.hpp>
#include <support/git_repo.hpp>
#include <support/golden.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Runs check, which may bring new upstream commits but change nothing else.
CommandResult check_without_changes(const ForkProject& fork, const std::vector<std::string>& words = {"check"}) {
  const std::vector<std::string> fetched{"checkout ref refs/remotes/", "checkout ref refs/tags/"};
  const Snapshot before = without(fork.snapshot(), fetched);
  CommandResult result = fork.run(words);
  CHECK(differences(before, without(fork.snapshot(), fetched)) == "");
  return result;
}

}  // namespace

TEST_CASE("check passes if everything applies and replays, and changes nothing") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_cleanly();
  const CommandResult result = check_without_changes(fork);
  expect_exit(result, 0);
  golden("check", shown("mlxpatch check", result));
}

TEST_CASE("check fails if upstream breaks a patch, and names patch and commit") {
  const ForkProject fork;
  fork.set_up();
  const std::string culprit = fork.advance_against_log_requests();
  const CommandResult result = check_without_changes(fork);
  expect_exit(result, 4);
  CHECK_THAT(result.out, ContainsSubstring("log-requests") && ContainsSubstring(culprit.substr(0, 7)));
  golden("check_conflict", shown("mlxpatch check", result));
  const CommandResult json = check_without_changes(fork, {"check", "--json", "--no-fetch"});
  expect_exit(json, 4);
  CHECK_THAT(json.out, ContainsSubstring("\"conflict\"") && ContainsSubstring(culprit) && ContainsSubstring("schema"));
}

TEST_CASE("check names the upstream that it went to") {
  ForkProject fork;
  const std::string tip = fork.advance_cleanly();
  fork.set_up();
  const report::Check tracked = ops::check(fork.place(), {}, fork.reporter);
  CHECK(tracked.upstream == "upstream/main");
  CHECK(tracked.behind == 3);
  ops::CheckOptions options;
  options.to = tip;
  CHECK(ops::check(fork.place(), options, fork.reporter).upstream == tip);
}

TEST_CASE("check fails if branch and files differ") {
  const ForkProject fork;
  fork.set_up();
  fork.checkout().commit_file("mine.py", "mine = True\n", "Mine alone");
  const CommandResult result = check_without_changes(fork);
  expect_exit(result, 4);
  CHECK_THAT(result.out, ContainsSubstring("Mine alone"));
}

TEST_CASE("check fails if the files do not apply at the base, and says which, where and why") {
  const ForkProject fork;
  fork.set_up();
  std::string patch = fork.project.read("patches/serve-more.patch");
  patch.replace(patch.find("-SIZE = 10\n"), 11, "-SIZE = 11\n");
  // Without the index line there is no version to merge with.
  patch = replaced(patch, "index [^\n]*\n", "");
  fork.project.write("patches/serve-more.patch", patch);
  const CommandResult result = check_without_changes(fork);
  expect_exit(result, 4);
  CHECK_THAT(result.out, ContainsSubstring("serve-more.patch") && ContainsSubstring("server.py"));
}

TEST_CASE("check --no-fetch works with what was fetched before, also while an update is stopped") {
  const ForkProject fork;
  fork.stop_at_serve_more();
  fork.upstream.git({"checkout", "--quiet", "--detach"});
  std::filesystem::rename(fork.upstream.path(), fork.world / "moved-away");
  const CommandResult offline = check_without_changes(fork, {"check", "--no-fetch"});
  expect_exit(offline, 4);
  CHECK_THAT(offline.out, ContainsSubstring("serve-more"));
  expect_exit(check_without_changes(fork), 1);
}

TEST_CASE("check names commits that exist: of a pick's own lines, and of every patch") {
  ForkProject fork;
  fork.set_up();
  const std::string origin = fork.advance_against_serve_more();
  expect_exit(fork.run({"pick", origin}), 3);
  fork.resolve_serve_more();
  fork.done({"continue"});
  fork.done({"regen"});
  const report::Check result = ops::check(fork.place(), {}, fork.reporter);
  const GitRepo checkout = fork.checkout();
  REQUIRE(result.replay.patches.size() == 4);
  for (const report::Patch& patch : result.replay.patches) {
    CHECK(checkout.git({"cat-file", "-t", patch.commit}) == "commit");
  }
  const report::Patch& pick = result.replay.patches[3];
  REQUIRE(pick.state == report::PatchState::upstreamed);
  REQUIRE(pick.notes.size() == 1);
  CHECK_THAT(pick.notes[0], ContainsSubstring("; " + checkout.rev_parse("local-patches").substr(0, 8) + " has it"));
  // Without the branch there is only the file.
  checkout.git({"checkout", "--quiet", "--detach", "upstream/main"});
  checkout.git({"branch", "-D", "local-patches"});
  const report::Check of_files = ops::check(fork.place(), {}, fork.reporter);
  CHECK_FALSE(of_files.has_branch);
  const CommandResult shown = fork.run({"check", "--no-fetch"});
  CHECK_THAT(shown.out, ContainsSubstring("there is no branch") && !ContainsSubstring("agree"));
  REQUIRE(of_files.replay.patches[3].notes.size() == 1);
  CHECK_THAT(of_files.replay.patches[3].notes[0], ContainsSubstring("; " + pick.name + " has it"));
}

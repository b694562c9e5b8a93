#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>

#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/golden.hpp>

#include "fork_project.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// The newest upstream commit on which git picks the whole queue without a conflict.
std::string newest_clean_by_git(const ForkProject& fork) {
  const GitRepo clone = GitRepo::clone(fork.checkout_path().string(), fork.world / "by-git");
  clone.git({"fetch", "--quiet", fork.upstream.path().string(), "main:upstream-main"});
  std::vector<std::string> commits = clone.log(fork.base + "..upstream-main", "%H");
  commits.push_back(fork.base);
  for (const std::string& commit : commits) {
    clone.git({"checkout", "--quiet", "--force", "--detach", commit});
    const CommandResult pick = clone.try_git({"cherry-pick", fork.base + "..origin/local-patches"});
    if (pick.exit == 0) return commit;
    clone.git({"cherry-pick", "--abort"});
  }
  return {};
}

std::string new_base(const ForkProject& fork) { return fork.checkout().rev_parse("local-patches~3"); }

}  // namespace

TEST_CASE("update --clean goes as far as every patch merges, says what is left, and the next update stops there") {
  const ForkProject fork;
  fork.set_up();
  const std::string clean = fork.advance_cleanly();
  fork.advance_against_serve_more();
  fork.upstream.commit_file("docs/late.md", "Late.\n", "Tell it late (#9)");
  expect_exit(fork.run({"check"}), 4);
  CHECK_THAT(fork.run({"status"}).out,
             ContainsSubstring("mlxpatch update --clean") && ContainsSubstring(clean.substr(0, 8)));
  const CommandResult dry = fork.run({"update", "--clean", "--dry-run"});
  expect_exit(dry, 0);
  CHECK_THAT(dry.out, ContainsSubstring("Nothing was changed"));
  CHECK(new_base(fork) == fork.base);
  const CommandResult result = fork.done({"update", "--clean"});
  golden("update_clean", shown("mlxpatch update --clean", result));
  CHECK(new_base(fork) == clean);
  fork.done({"regen", "--check"});
  expect_exit(fork.run({"update"}), 3);
  fork.done({"abort"});
  const CommandResult again = fork.done({"update", "--clean"});
  CHECK_THAT(again.out, ContainsSubstring("Already up to date") && ContainsSubstring("has 2 commits more"));
  fork.done({"undo"});
  CHECK(new_base(fork) == fork.base);
}

TEST_CASE("where a conflict comes and goes, update --clean goes to where git's picks are clean last") {
  const ForkProject fork;
  fork.set_up();
  fork.advance_against_serve_more();
  std::string server = fork.upstream.read("server.py");
  server.replace(server.find("SIZE = 20\n"), 10, "SIZE = 10\n");
  fork.upstream.commit_file("server.py", server, "Half the size again (#8)");
  const std::string clean = fork.advance_cleanly();
  fork.advance_against_log_requests();
  CHECK(newest_clean_by_git(fork) == clean);
  const auto status = nlohmann::json::parse(fork.run({"check", "--json"}).out);
  CHECK(status.at("clean_until").at("commit") == clean);
  fork.done({"update", "--clean"});
  CHECK(new_base(fork) == clean);
}

TEST_CASE(
    "update --clean is an update where every patch merges, and changes nothing where none of the commits is clean") {
  const ForkProject fork;
  fork.set_up();
  SECTION("all clean") {
    const std::string tip = fork.advance_cleanly();
    const CommandResult result = fork.done({"update", "--clean"});
    CHECK_THAT(result.out, !ContainsSubstring("conflict"));
    CHECK(new_base(fork) == tip);
  }
  SECTION("none is") {
    fork.advance_against_serve_more();
    const CommandResult result = fork.done({"update", "--clean"});
    CHECK_THAT(result.out, ContainsSubstring("Already up to date") && ContainsSubstring("has 1 commit more"));
    CHECK(new_base(fork) == fork.base);
    CHECK(nlohmann::json::parse(fork.run({"check", "--json"}).out).at("clean_until").is_null());
  }
}

TEST_CASE("update --clean can't be had together with what knows nothing of the commits in between") {
  const ForkProject fork;
  for (const char* flag : {"--merge", "--direct"}) {
    const CommandResult result = fork.run({"update", "--clean", flag});
    expect_exit(result, 2);
    CHECK_THAT(result.err, ContainsSubstring("--clean and " + std::string(flag) + " contradict each other"));
  }
}

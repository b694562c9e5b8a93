#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/ops/init/init.hpp>
#include <mlxpatch/ops/init/init_options.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/setup.hpp>
#include <mlxpatch/ops/status.hpp>
#include <mlxpatch/ops/undo.hpp>
#include <mlxpatch/report/project.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>
#include <support/strace.hpp>

#include "fork_project.hpp"
#include "recording_reporter.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
namespace fs = std::filesystem;

namespace {

ops::InitOptions for_url(const std::string& url) {
  ops::InitOptions options;
  options.url = url;
  return options;
}

ops::InitOptions adopting(const fs::path& clone) {
  ops::InitOptions options;
  options.adopt = clone;
  return options;
}

/// A fork that was kept by hand: a clone of the upstream in a new project, with two commits of its own on `branch`.
struct HandMadeFork : ForkProject {
  std::string tip = advance_cleanly();
  GitRepo mine = GitRepo::init(world / "mine");
  GitRepo clone;

  explicit HandMadeFork(const std::string& branch) : clone(GitRepo::clone(upstream.path().string(), mine / "app")) {
    if (branch != "main") clone.git({"switch", "-q", "-c", branch, base});
    clone.commit_file("cache.py", k_cache + "\n\nLIMIT = 2\n", "Limit the cache");
    clone.commit_file("extra.py", "EXTRA = 1\n", "Add an extra");
  }
  ops::Invocation my_place() const { return {mine.path(), {}}; }
};

std::string words_of_failure(const ops::Invocation& place, const ops::InitOptions& options) {
  RecordingReporter reporter;
  try {
    ops::init(place, options, reporter);
  } catch (const Error& error) {
    return error.what();
  }
  return "no failure";
}

}  // namespace

TEST_CASE("init writes a configuration that setup can use, with upstream's own branch") {
  ForkProject fork;
  const std::string tip = fork.advance_cleanly();
  fork.upstream.git({"branch", "-m", "main", "trunk"});
  const GitRepo mine = GitRepo::init(fork.world / "mine");
  const report::Init result = ops::init({mine.path(), {}}, for_url("../upstream"), fork.reporter);
  CHECK(result.config_file == "mlxpatch.toml");
  CHECK(result.url == fork.upstream.path());
  CHECK(result.notes.empty());
  CHECK(mine.read("mlxpatch.toml").find("branch = \"trunk\"") != std::string::npos);
  CHECK(mine.read("patches/series").empty());

  const report::Setup setup = ops::setup({mine.path(), {}}, {}, fork.reporter);
  CHECK(setup.base.id == tip);
  CHECK(setup.patches.empty());
}

TEST_CASE("if upstream cannot be reached, init assumes the branch and says so") {
  World world;
  RecordingReporter reporter;
  fs::create_directories(world / "mine");
  const report::Init result = ops::init({world / "mine", {}}, for_url("file:///nowhere/at/all.git"), reporter);
  REQUIRE(result.notes.size() == 1);
  CHECK(result.notes[0].find("assuming \"main\"") != std::string::npos);
  CHECK(fs::exists(world / "mine/mlxpatch.toml"));
}

TEST_CASE("init never overwrites a configuration, and refuses a hostile address") {
  ForkProject fork;
  const std::string before = fork.project.read("mlxpatch.toml");
  CHECK(words_of_failure(fork.place(), for_url("https://example.org/x.git")) == "mlxpatch.toml already exists");
  CHECK(fork.project.read("mlxpatch.toml") == before);

  fs::create_directories(fork.world / "mine");
  CHECK(words_of_failure({fork.world / "mine", {}}, for_url("ext::sh -c true")) != "no failure");
  CHECK(fs::is_empty(fork.world / "mine"));
}

TEST_CASE("patches that exist already are kept for setup") {
  ForkProject fork;
  fs::remove(fork.project / "mlxpatch.toml");
  fs::remove(fork.project / "mlxpatch.lock");
  ops::init(fork.place(), for_url(fork.upstream.path().string()), fork.reporter);
  CHECK(fork.project.read("patches/series") == "serve-more.patch\nlog-requests.patch\ntell-about-log.patch\n");
  const report::Setup setup = ops::setup(fork.place(), {}, fork.reporter);
  REQUIRE(setup.patches.size() == 3);
  CHECK(fs::exists(fork.project / "mlxpatch.lock"));
}

TEST_CASE("a fork on its own branch is adopted as it is") {
  HandMadeFork fork("work");
  fork.clone.write("cache.py", "not committed\n");
  const std::string before = fork.clone.status() + fork.clone.rev_parse();
  const report::Init result = ops::init(fork.my_place(), adopting(fork.clone.path()), fork.reporter);
  REQUIRE(result.base);
  CHECK(result.base->id == fork.base);
  CHECK(result.patches ==
        std::vector<std::string>{"patches/0001-Limit-the-cache.patch", "patches/0002-Add-an-extra.patch"});
  CHECK(fork.clone.status() + fork.clone.rev_parse() == before);
  CHECK(fork.clone.git({"symbolic-ref", "HEAD"}) == "refs/heads/work");
  const std::string config = fork.mine.read("mlxpatch.toml");
  for (const char* line : {"dir = \"app\"", "remote = \"origin\"", "branch = \"work\""}) {
    INFO(config);
    CHECK(config.find(line) != std::string::npos);
  }
  CHECK(fork.mine.read("mlxpatch.lock").find(fork.base) != std::string::npos);
  CHECK(fork.mine.read(".gitignore") == "/app/\n");

  // From here on it is a fork like any other: branch and files agree, and git reads the patches too.
  fork.clone.git({"checkout", "-q", "cache.py"});
  CHECK_FALSE(ops::status(fork.my_place(), fork.reporter).drift.any());
  const GitRepo other = GitRepo::clone(fork.upstream.path().string(), fork.world / "other");
  other.git({"checkout", "-q", fork.base});
  other.git({"am", "-q", (fork.mine / result.patches[0]).string(), (fork.mine / result.patches[1]).string()});
  CHECK(other.tree() == fork.clone.tree());
}

TEST_CASE("a fork on upstream's own branch gets a branch for its patches") {
  HandMadeFork fork("main");
  const std::string tip = fork.clone.rev_parse();
  const report::Init result = ops::init(fork.my_place(), adopting(fork.clone.path()), fork.reporter);
  CHECK(result.base->id == fork.tip);
  CHECK(result.patches.size() == 2);
  CHECK(fork.clone.git({"symbolic-ref", "HEAD"}) == "refs/heads/local-patches");
  CHECK(fork.clone.rev_parse("local-patches") == tip);
  CHECK(fork.clone.rev_parse("main") == tip);
  REQUIRE_FALSE(result.notes.empty());
  CHECK(result.notes[0].find("local-patches") != std::string::npos);

  ops::undo(fork.my_place(), fork.reporter);
  CHECK(fork.clone.git({"symbolic-ref", "HEAD"}) == "refs/heads/main");
  CHECK(fork.clone.status().find("server.py") == std::string::npos);
}

TEST_CASE("a fork that merged upstream becomes a linear queue") {
  HandMadeFork fork("work");
  fork.clone.git({"merge", "-q", "--no-edit", "origin/main"});
  const report::Init result = ops::init(fork.my_place(), adopting(fork.clone.path()), fork.reporter);
  CHECK(result.base->id == fork.tip);
  CHECK(result.patches.size() == 2);
}

TEST_CASE("what cannot be adopted is refused, and nothing is written") {
  HandMadeFork fork("work");
  SECTION("a clone outside of the project") {
    CHECK(words_of_failure({fork.world / "project/patches", {}}, adopting(fork.clone.path()))
              .find("must be in the project's directory") != std::string::npos);
  }
  SECTION("no such directory") {
    CHECK(words_of_failure(fork.my_place(), adopting(fork.mine / "nowhere")) == "there is no such directory");
  }
  SECTION("no branch") {
    fork.clone.git({"checkout", "-q", "--detach"});
    CHECK(words_of_failure(fork.my_place(), adopting(fork.clone.path())) == "the clone is not on a branch");
  }
  SECTION("no remote") {
    fork.clone.git({"remote", "remove", "origin"});
    CHECK(words_of_failure(fork.my_place(), adopting(fork.clone.path())) ==
          "the clone has no remote named upstream or origin");
  }
  SECTION("patches of something else") {
    fork.mine.write("patches/old.patch", "old\n");
    CHECK(words_of_failure(fork.my_place(), adopting(fork.clone.path())) == "patches/ already has files");
  }
  SECTION("a merge under way") {
    fork.clone.try_git({"merge", "-q", "--no-commit", "--no-ff", "origin/main"});
    CHECK(words_of_failure(fork.my_place(), adopting(fork.clone.path()))
              .find("a git merge that you started is in progress") != std::string::npos);
  }
  CHECK_FALSE(fs::exists(fork.mine / "mlxpatch.toml"));
}

TEST_CASE("a command after a killed init --adopt says what completes it, and that says what it wrote") {
  if (!strace_works()) SKIP("strace is not here, or may not trace");
  const HandMadeFork fork("work");
  expect_exit(run_under_strace(fork.world / "log", {"-e", "inject=renameat2:signal=KILL:when=1"},
                               {mlxpatch_binary().string(), "init", "--adopt", "app"}, fork.mine.path()),
              128 + 9);
  REQUIRE_FALSE(fs::exists(fork.mine / "mlxpatch.toml"));
  const CommandResult status = run_mlxpatch({"status"}, fork.mine.path());
  expect_exit(status, 2);
  CHECK(status.err.find("an `init --adopt` was interrupted here") != std::string::npos);
  CHECK(status.err.find("mlxpatch init --adopt app ") != std::string::npos);
  const CommandResult again = run_mlxpatch({"init", "--adopt", "app"}, fork.mine.path());
  expect_exit(again, 0);
  CHECK(again.out.find("Wrote mlxpatch.toml for " + fork.upstream.path().string() + ".") != std::string::npos);
}

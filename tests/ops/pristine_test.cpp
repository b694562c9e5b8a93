#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/ops/history.hpp>
#include <mlxpatch/ops/pristine.hpp>
#include <mlxpatch/ops/undo.hpp>
#include <mlxpatch/ops/update/continue.hpp>
#include <mlxpatch/ops/update/update.hpp>
#include <mlxpatch/report/history.hpp>
#include <mlxpatch/report/project.hpp>
#include <mlxpatch/report/update.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>

#include "fork_project.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

ops::PristineOptions at(const std::string& revision) { return {revision, ops::PristineOptions::Action::put}; }
constexpr auto k_remove = ops::PristineOptions::Action::remove;

}  // namespace

TEST_CASE("the pristine worktree is upstream's base without any patch, and git-ignored") {
  ForkProject fork;
  fork.set_up();
  const report::Pristine result = ops::pristine(fork.place(), {}, fork.reporter);
  CHECK(result.directory == "app-repo-pristine");
  CHECK(result.commit.id == fork.base);
  CHECK(result.notes.size() == 1);
  const GitRepo pristine(fork.project / "app-repo-pristine");
  CHECK(pristine.rev_parse() == fork.base);
  CHECK(pristine.status().empty());
  CHECK(pristine.read("server.py").find("SIZE = 10\n") != std::string::npos);
  CHECK(fork.project.git({"status", "--porcelain", "--", "app-repo-pristine"}).empty());
  CHECK(fork.checkout().read("server.py").find("SIZE = 100\n") != std::string::npos);
}

TEST_CASE("the line in .gitignore is an operation: the history lists it, and undo reverts it") {
  ForkProject fork;
  fork.advance_cleanly();
  fork.set_up();
  const std::string before = fork.project.read(".gitignore");
  ops::pristine(fork.place(), {}, fork.reporter);
  CHECK(fork.project.read(".gitignore") == before + "/app-repo-pristine/\n");
  CHECK(ops::history(fork.place(), fork.reporter).operations.front().command == "pristine");
  // The directory is ignored already: there is nothing to write, so there is no operation.
  ops::pristine(fork.place(), at("tip"), fork.reporter);
  CHECK(ops::history(fork.place(), fork.reporter).operations.size() == 2);
  const report::Undo undone = ops::undo(fork.place(), fork.reporter);
  CHECK(undone.files == std::vector<std::string>{".gitignore"});
  REQUIRE(undone.notes.size() == 1);
  CHECK(undone.notes.front().find("mlxpatch pristine --remove") != std::string::npos);
  CHECK(fork.project.read(".gitignore") == before);
  CHECK(std::filesystem::exists(fork.project / "app-repo-pristine"));
}

TEST_CASE("at a stop it makes the worktree and leaves the project's files alone") {
  ForkProject fork;
  fork.set_up();
  fork.advance_against_serve_more();
  REQUIRE(ops::update(fork.place(), {}, fork.reporter).stop);
  const std::string before = fork.project.read(".gitignore");
  CHECK(ops::pristine(fork.place(), {}, fork.reporter).notes.size() == 1);
  CHECK(fork.project.read(".gitignore") == before);
  CHECK(GitRepo(fork.project / "app-repo-pristine").rev_parse() == fork.base);
  CHECK(ops::abort_update(fork.place(), fork.reporter).operation == report::Command::update);
}

TEST_CASE("pristine leaves no worktree if .gitignore cannot be written") {
  ForkProject fork;
  fork.set_up();
  std::filesystem::remove(fork.project / ".gitignore");
  std::filesystem::create_directory(fork.project / ".gitignore");
  CHECK_THROWS_AS(ops::pristine(fork.place(), {}, fork.reporter), Error);
  CHECK_FALSE(std::filesystem::exists(fork.project / "app-repo-pristine"));
}

TEST_CASE("the pristine worktree moves to the tip or any other revision") {
  ForkProject fork;
  const std::string tip = fork.advance_cleanly();
  fork.set_up();
  ops::pristine(fork.place(), {}, fork.reporter);
  const GitRepo pristine(fork.project / "app-repo-pristine");
  CHECK(ops::pristine(fork.place(), at("tip"), fork.reporter).notes.empty());
  CHECK(pristine.rev_parse() == tip);
  CHECK(pristine.status().empty());
  ops::pristine(fork.place(), at("upstream/main~1"), fork.reporter);
  CHECK(pristine.rev_parse() == fork.upstream.rev_parse("main~1"));
  CHECK_THROWS_AS(ops::pristine(fork.place(), at("no-such-thing"), fork.reporter), Error);
  CHECK(pristine.status().empty());
}

TEST_CASE("changes in the pristine worktree are never lost") {
  ForkProject fork;
  fork.advance_cleanly();
  fork.set_up();
  ops::pristine(fork.place(), {}, fork.reporter);
  fork.project.write("app-repo-pristine/server.py", "mine\n");
  CHECK_THROWS_AS(ops::pristine(fork.place(), at("tip"), fork.reporter), Error);
  CHECK_THROWS_AS(ops::pristine(fork.place(), {"", k_remove}, fork.reporter), Error);
  CHECK(fork.project.read("app-repo-pristine/server.py") == "mine\n");
}

TEST_CASE("the pristine worktree is removed together with git's own record of it") {
  ForkProject fork;
  fork.set_up();
  ops::pristine(fork.place(), {}, fork.reporter);
  CHECK(ops::pristine(fork.place(), {"", k_remove}, fork.reporter).removed);
  CHECK_FALSE(std::filesystem::exists(fork.project / "app-repo-pristine"));
  CHECK(fork.checkout().git({"worktree", "list", "--porcelain"}).find("pristine") == std::string::npos);
  CHECK_THROWS_AS(ops::pristine(fork.place(), {"", k_remove}, fork.reporter), Error);
}

TEST_CASE("a commit that was made in the clean worktree is not given up with it") {
  const ForkProject fork;
  fork.set_up();
  fork.done({"pristine"});
  const GitRepo clean(fork.project / "app-repo-pristine");
  clean.commit_file("work", "work\n", "Work of a day");
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"pristine", "--remove"}, {"pristine", "--at", "tip"}, {"pristine"}}) {
    const CommandResult refused = fork.run(words);
    expect_exit(refused, 1);
    CHECK_THAT(refused.err, ContainsSubstring("a commit that is on no branch") && ContainsSubstring("branch keep "));
  }
  clean.git({"branch", "keep"});
  fork.done({"pristine", "--remove"});
}

TEST_CASE("undo says that the clean worktree stays only where there is one") {
  const ForkProject fork;
  fork.set_up();
  fork.done({"pristine"});
  fork.done({"pristine", "--remove"});
  CHECK(fork.done({"undo"}).out.find("the clean worktree itself stays") == std::string::npos);
}

TEST_CASE("a clean worktree that somebody has locked is not removed") {
  const ForkProject fork;
  fork.set_up();
  fork.done({"pristine"});
  const std::string directory = (fork.project / "app-repo-pristine").string();
  fork.checkout().git({"worktree", "lock", directory});
  const CommandResult refused = fork.run({"pristine", "--remove"});
  expect_exit(refused, 1);
  CHECK_THAT(refused.err, ContainsSubstring("git worktree unlock " + directory));
  CHECK(std::filesystem::exists(directory));
  fork.checkout().git({"worktree", "unlock", directory});
  fork.done({"pristine", "--remove"});
}

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <mlxpatch/ops/doctor/doctor.hpp>
#include <mlxpatch/ops/status.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/project.hpp>
#include <mlxpatch/report/status.hpp>
#include <support/command.hpp>
#include <support/git_repo.hpp>

#include "fork_project.hpp"

// What a person does in the checkout with git alone.

using namespace mlxpatch;
using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;
using report::NextStep;

namespace {

struct Own {
  std::string name;                    ///< of git's operation
  std::vector<std::string> beginning;  ///< stops at a conflict or goes on to be finished
};

const NextStep* step_of(const std::vector<NextStep>& steps, NextStep::Kind kind) {
  const auto found = std::ranges::find(steps, kind, &NextStep::kind);
  return found == steps.end() ? nullptr : &*found;
}

report::Doctor::Finding finding(const report::Doctor& doctor, const std::string& what) {
  const auto found = std::ranges::find(doctor.findings, what, &report::Doctor::Finding::what);
  REQUIRE(found != doctor.findings.end());
  return *found;
}

CommandResult typed(const ForkProject& fork, const std::string& command) {
  CommandOptions options;
  options.directory = fork.project.path();
  return run_command({"sh", "-c", command}, options);
}

}  // namespace

TEST_CASE("status and doctor know a git operation of a person's own, and name commands that git takes in it") {
  const Own own =
      GENERATE(Own{"rebase", {"rebase", "--quiet", "upstream/main"}}, Own{"merge", {"merge", "upstream/main"}},
               Own{"cherry-pick", {"cherry-pick", "upstream/main"}},
               Own{"revert", {"revert", "--no-edit", "local-patches~3"}}, Own{"bisect", {"bisect", "start"}});
  CAPTURE(own.name);
  ForkProject fork;
  fork.set_up();
  if (own.name == "revert") {
    fork.checkout().write("server.py", "print(1)\n");
    fork.checkout().commit("Rewrite it");
  }
  fork.advance_against_serve_more();
  fork.checkout().git({"fetch", "--quiet", "upstream"});
  fork.checkout().try_git(own.beginning);

  const report::Status status = ops::status(fork.place(), fork.reporter);
  CHECK(status.git_operation == own.name);
  CHECK_FALSE(status.operation);
  CHECK(step_of(status.next, NextStep::Kind::switch_to_branch) == nullptr);
  CHECK(step_of(status.next, NextStep::Kind::update) == nullptr);
  REQUIRE(step_of(status.next, NextStep::Kind::give_up_git_command) != nullptr);

  const report::Doctor doctor = ops::doctor(fork.place(), fork.reporter);
  CHECK_THAT(finding(doctor, "operation").detail, ContainsSubstring("a git " + own.name));
  CHECK(typed(fork, finding(doctor, "operation").cure).exit == 0);
  CHECK(finding(doctor, "branch").cure.empty());

  const CommandResult refused = fork.run({"update"});
  expect_exit(refused, 1);
  CHECK_THAT(refused.err, ContainsSubstring("a git " + own.name + " that you started"));

  const CommandResult given_up =
      typed(fork, "git -C app-repo " + step_of(status.next, NextStep::Kind::give_up_git_command)->name);
  INFO(given_up.err);
  CHECK(given_up.exit == 0);
  CHECK(ops::status(fork.place(), fork.reporter).git_operation.empty());
}

TEST_CASE("a series of picks is known between two of them, when only git's sequencer is left") {
  ForkProject fork;
  fork.set_up();
  fork.advance_against_serve_more();
  fork.upstream.commit_file("docs/more.md", "More.\n", "Tell more (#8)");
  fork.upstream.commit_file("docs/more.md", "Still more.\n", "Tell still more (#9)");
  fork.checkout().git({"fetch", "--quiet", "upstream"});
  REQUIRE(fork.checkout().try_git({"cherry-pick", fork.base + "..upstream/main"}).exit == 1);
  fork.resolve_serve_more();
  fork.checkout().git({"commit", "--quiet", "--no-edit"});
  const report::Status status = ops::status(fork.place(), fork.reporter);
  CHECK(status.git_operation == "cherry-pick");
  const CommandResult finished = typed(fork, "git -C app-repo cherry-pick --continue");
  INFO(finished.err);
  CHECK(finished.exit == 0);
  CHECK(ops::status(fork.place(), fork.reporter).git_operation.empty());
}

TEST_CASE("files in conflict without any operation are to be resolved first") {
  ForkProject fork;
  fork.set_up();
  fork.checkout().write("server.py", "print(1)\n");
  fork.checkout().git({"stash", "push", "--quiet"});
  fork.checkout().write("server.py", "print(2)\n");
  fork.checkout().commit("Rewrite it");
  REQUIRE(fork.checkout().try_git({"stash", "pop"}).exit == 1);
  const report::Status status = ops::status(fork.place(), fork.reporter);
  CHECK(status.git_operation.empty());
  CHECK(status.unmerged == std::vector<std::string>{"server.py"});
  CHECK(step_of(status.next, NextStep::Kind::resolve_unmerged) != nullptr);
  CHECK(step_of(status.next, NextStep::Kind::regen_from_branch) == nullptr);
}

TEST_CASE("commits on a detached HEAD are named, and can be kept or made patches by the printed commands") {
  ForkProject fork;
  fork.set_up();
  fork.checkout().git({"checkout", "--quiet", "--detach"});
  fork.checkout().write("README.md", "An app that is mine.\n");
  const std::string loose = fork.checkout().commit("Say whose it is");
  fork.checkout().git({"branch", "keep", "local-patches"});
  const report::Status status = ops::status(fork.place(), fork.reporter);
  REQUIRE(status.notes.size() == 1);
  CHECK_THAT(status.notes[0], ContainsSubstring(loose.substr(0, 8)) && ContainsSubstring("\"Say whose it is\"") &&
                                  ContainsSubstring("1 commit is on no branch"));
  REQUIRE(step_of(status.next, NextStep::Kind::keep_commits) != nullptr);
  CHECK(step_of(status.next, NextStep::Kind::keep_commits)->name == "keep-2");
  REQUIRE(step_of(status.next, NextStep::Kind::take_commits) != nullptr);
  const CommandResult refused = fork.run({"update"});
  expect_exit(refused, 1);
  CHECK_THAT(refused.err, ContainsSubstring("on no branch") && !ContainsSubstring("switch"));
  const CommandResult taken =
      typed(fork, "git -C app-repo switch local-patches && git -C app-repo merge --ff-only " + loose);
  INFO(taken.err);
  CHECK(taken.exit == 0);
  CHECK(fork.checkout().rev_parse("local-patches") == loose);
}

TEST_CASE("a detached HEAD whose commit some branch has needs no more than to switch back") {
  ForkProject fork;
  fork.set_up();
  fork.checkout().git({"checkout", "--quiet", "--detach", "upstream/main"});
  const report::Status status = ops::status(fork.place(), fork.reporter);
  CHECK(step_of(status.next, NextStep::Kind::keep_commits) == nullptr);
  REQUIRE(step_of(status.next, NextStep::Kind::switch_to_branch) != nullptr);
  CHECK(typed(fork, "git -C app-repo switch local-patches").exit == 0);
}

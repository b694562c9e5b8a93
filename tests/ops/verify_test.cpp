#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/ops/verify.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/project.hpp>
#include <support/messages.hpp>

#include "fork_project.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;

namespace {

/// A [[verify]] entry; `lines` are more keys of it.
std::string entry(const std::string& name, const std::string& shell, const std::string& lines = "") {
  return "\n[[verify]]\nname = \"" + name + "\"\nrun = [\"sh\", \"-c\", '" + shell + "']\n" + lines;
}

}  // namespace

TEST_CASE("commands that end well, and say what they are to say, verify the fork") {
  ForkProject fork;
  fork.set_up();
  fork.write_config(entry("the patch is there", "cat server.py", "contains = \"SIZE = 100\"\n") +
                    entry("words on stderr count", "echo hello >&2", "contains = \"hello\"\n") +
                    entry("ends well", "true"));
  const report::Verify result = ops::verify(fork.place(), fork.reporter);
  CHECK(result.outcome == report::Outcome::done);
  REQUIRE(result.runs.size() == 3);
  for (const auto& run : result.runs) CHECK(run.passed);
  CHECK(result.next.empty());
}

TEST_CASE("one command that fails makes the verification fail, with its output") {
  ForkProject fork;
  fork.set_up();
  fork.write_config(entry("good", "true") + entry("bad", "echo it broke; exit 7") +
                    entry("silent", "echo other words", "contains = \"size = 2\"\n"));
  const report::Verify result = ops::verify(fork.place(), fork.reporter);
  CHECK(result.outcome == report::Outcome::check_failed);
  REQUIRE(result.runs.size() == 3);
  CHECK(result.runs[0].passed);
  CHECK_FALSE(result.runs[1].passed);
  CHECK(result.runs[1].exit_code == 7);
  CHECK(contains(result.runs[1].output, "it broke"));
  CHECK_FALSE(result.runs[2].passed);
  CHECK(contains(result.runs[2].problem, "does not contain \"size = 2\""));
  CHECK_FALSE(result.next.empty());
}

TEST_CASE("a command that does not end in time, or can't be started, fails") {
  ForkProject fork;
  fork.set_up();
  fork.write_config(entry("slow", "sleep 30", "timeout = 1\n") + "\n[[verify]]\nrun = [\"no-such-program-here\"]\n");
  const report::Verify result = ops::verify(fork.place(), fork.reporter);
  REQUIRE(result.runs.size() == 2);
  CHECK(contains(result.runs[0].problem, "1 second"));
  CHECK_FALSE(result.runs[1].passed);
  CHECK(contains(result.runs[1].problem, "no-such-program-here"));
}

TEST_CASE("the venv's programs come first on PATH, and the venv is active") {
  ForkProject fork;
  fork.set_up();
  fork.project.write_executable(".venv/bin/python", "#!/bin/sh\necho venv of $VIRTUAL_ENV in $PWD\n");
  fork.write_config("\n[[verify]]\nrun = [\"python\"]\ncontains = \"venv of " + (fork.project / ".venv").string() +
                    " in " + fork.checkout_path().string() + "\"\n");
  CHECK(ops::verify(fork.place(), fork.reporter).outcome == report::Outcome::done);
}

TEST_CASE("without any command verify says how to add one, and does not fail") {
  ForkProject fork;
  fork.set_up();
  const report::Verify result = ops::verify(fork.place(), fork.reporter);
  CHECK(result.outcome == report::Outcome::done);
  CHECK(result.runs.empty());
  REQUIRE(result.next.size() == 1);
  CHECK(result.next[0].kind == report::NextStep::Kind::add_verify_command);
}

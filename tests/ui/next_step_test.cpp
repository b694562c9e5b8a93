#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/report/next_step.hpp>

#include "next_step.hpp"

using namespace mlxpatch;
using report::NextStep;

TEST_CASE("every kind of next step has words") {
  for (int kind = 0; kind <= static_cast<int>(NextStep::Kind::install_demo); ++kind) {
    CAPTURE(kind);
    const ui::WordedStep step = ui::worded(static_cast<NextStep::Kind>(kind));
    CHECK_FALSE(step.why.empty());
    const bool is_prose = static_cast<NextStep::Kind>(kind) == NextStep::Kind::add_verify_command ||
                          static_cast<NextStep::Kind>(kind) == NextStep::Kind::rename_own_module;
    CHECK(step.command.empty() == is_prose);
  }
}

TEST_CASE("a file with blanks is quoted in the command that is to be typed") {
  const auto add = [](const std::vector<std::string>& paths) {
    return ui::worded(NextStep(NextStep::Kind::add_resolution).in("my repo").with(paths)).command;
  };
  CHECK(add({"a b.py"}) == "git -C 'my repo' add 'a b.py'");
  CHECK(add({"a.py", "b.py"}) == "git -C 'my repo' add FILE...");
}

TEST_CASE("in the current directory git needs no -C") {
  CHECK(ui::worded(NextStep(NextStep::Kind::show_git_status).in(".")).command == "git status");
}

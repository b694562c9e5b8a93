#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support_fork.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("continue tells how many patches the branch has, not how many were left to do") {
  const Fork fork;
  fork.set_up();
  fork.advance_against_log_requests();
  expect_exit(fork.run({"update"}), 3);
  fork.resolve_log_requests();
  CHECK_THAT(fork.done({"continue"}).out, ContainsSubstring("Updated: 3 patches stand on upstream/main"));
}

TEST_CASE("update --merge tells how many patches the branch has") {
  const Fork fork;
  fork.set_up();
  fork.advance_cleanly();
  CHECK_THAT(fork.done({"update", "--merge"}).out, ContainsSubstring("Updated: 3 patches stand on upstream/main"));
}

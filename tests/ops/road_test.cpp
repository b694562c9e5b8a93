#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "fork_project.hpp"
#include "snapshot.hpp"

using namespace mlxpatch::tests;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("setup, update, regen and check in a row leave nothing to do") {
  const ForkProject fork;
  fork.set_up();
  const std::string tip = fork.advance_cleanly();
  fork.done({"update"});
  const Snapshot updated = fork.snapshot();
  fork.done({"regen"});
  CHECK(differences(updated, fork.snapshot()) == "");
  fork.done({"regen", "--check"});
  fork.done({"check"});
  CHECK(fork.checkout().rev_parse("HEAD~3") == tip);
  CHECK_THAT(fork.project.read("mlxpatch.lock"), ContainsSubstring(tip));
  CHECK(fork.checkout().git({"fsck", "--strict", "--no-dangling"}) == "");
}

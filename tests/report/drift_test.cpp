#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/report/drift.hpp>

using namespace mlxpatch::report;

TEST_CASE("each kind of drift counts as drift") {
  CHECK_FALSE(Drift().any());
  Drift drift;
  SECTION("a commit without a file") { drift.only_in_branch = {"x"}; }
  SECTION("a file without a commit") { drift.only_in_files = {"x"}; }
  SECTION("another change") { drift.changed = {"x"}; }
  SECTION("another order") { drift.reordered = true; }
  SECTION("another base") { drift.base_moved = true; }
  CHECK(drift.any());
}

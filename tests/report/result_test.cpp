#include <mlxpatch/report/result.hpp>

#include <catch2/catch_test_macros.hpp>

namespace {

using namespace mlxpatch::report;

Patch in_state(const char* state) {
  Patch patch;
  patch.state = state;
  return patch;
}

}  // namespace

TEST_CASE("a result carries its outcome, and one without any is done") {
  Update stopped;
  stopped.outcome = Outcome::stopped_at_conflict;
  Check failed;
  failed.outcome = Outcome::check_failed;
  CHECK(outcome_of(stopped) == Outcome::stopped_at_conflict);
  CHECK(outcome_of(failed) == Outcome::check_failed);
  CHECK(outcome_of(Status()) == Outcome::done);
  CHECK(outcome_of(Doctor()) == Outcome::done);
}

TEST_CASE("the counts name every state in its order, also those that do not occur") {
  Replay replay;
  replay.patches = {in_state("conflict"), in_state("clean"), in_state("blocked"), in_state("clean")};
  const std::vector<std::pair<std::string, std::size_t>> expected = {
      {"clean", 2}, {"moved", 0}, {"stepped", 0}, {"upstreamed", 0}, {"empty", 0}, {"conflict", 1}, {"blocked", 1}};
  CHECK(counts_of(replay) == expected);
}

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

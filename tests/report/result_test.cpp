#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/project.hpp>
#include <mlxpatch/report/result.hpp>
#include <mlxpatch/report/status.hpp>
#include <mlxpatch/report/update.hpp>

using namespace mlxpatch::report;

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

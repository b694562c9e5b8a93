#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/replay.hpp>

namespace {

using namespace mlxpatch::report;

Patch in_state(PatchState state) {
  Patch patch;
  patch.state = state;
  return patch;
}

}  // namespace

TEST_CASE("the counts have every state in its order, also those that do not occur") {
  using enum PatchState;
  const std::vector<Patch> patches = {in_state(conflict), in_state(clean), in_state(blocked), in_state(clean)};
  const std::vector<StateCount> expected = {{clean, 2}, {moved, 0},    {stepped, 0}, {upstreamed, 0},
                                            {empty, 0}, {conflict, 1}, {blocked, 1}};
  CHECK(counts_of(patches) == expected);
}

TEST_CASE("each state says whether the patch stays in the queue, and whether it needs a person") {
  using enum PatchState;
  for (const PatchState state : {clean, moved, stepped, upstreamed, empty, conflict, blocked}) {
    CAPTURE(static_cast<int>(state));
    CHECK(is_kept(in_state(state)) == (state != upstreamed && state != empty));
    CHECK(needs_person(in_state(state)) == (state == conflict || state == blocked));
  }
}

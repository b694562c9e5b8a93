#include <catch2/catch_test_macros.hpp>

#include "forked_queue.hpp"
#include "replay/queued_patch.hpp"
#include "replay/upstream_range.hpp"
#include "replay/upstreamed.hpp"
#include "support/forked_repo.hpp"
#include "support/ids.hpp"

using namespace mlxpatch;
using namespace mlxpatch::tests;

TEST_CASE("a patch counts as upstreamed from the commit after which upstream has all of its hunks") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}}), "Three\n");
  scene.upstream("a", lines_with({{2, "zwei"}, {3, "drei"}}), "German\n");
  const std::string taken = scene.upstream("a", lines_with({{3, "three"}, {9, "neun"}}), "Three after all\n");
  scene.upstream("a", lines_with({{3, "three"}, {9, "neun"}, {15, "fuenfzehn"}}), "Go on\n");
  const auto patches = queue::load_queue(scene.store(), scene.queue());
  const auto range = queue::upstream_range(scene.store(), id_of(scene.base), scene.upstream_tip());
  const auto since = queue::reverse_applies_since(scene.store(), patches[0], range);
  REQUIRE(since);
  CHECK(since->hex() == taken);
}

TEST_CASE("a patch of which upstream lacks one hunk is not upstreamed") {
  ForkedQueue scene;
  scene.patch("a", lines_with({{3, "three"}, {15, "fifteen"}}), "Both\n");
  scene.upstream("a", lines_with({{3, "three"}}), "Only three\n");
  const auto patches = queue::load_queue(scene.store(), scene.queue());
  const auto range = queue::upstream_range(scene.store(), id_of(scene.base), scene.upstream_tip());
  CHECK_FALSE(queue::reverse_applies_since(scene.store(), patches[0], range));
}

TEST_CASE("a patch without hunks counts as upstreamed if upstream has the very same files") {
  const std::string bytes("\0binary", 7);
  ForkedQueue scene({{"a", lines_with()}, {"b", "b\n"}});
  scene.repo.checkout("queue");
  scene.repo.remove("b");
  scene.patch("logo", bytes, "Draw, and drop b\n");
  scene.upstream("logo", bytes, "Draw\n");
  const std::string taken = scene.upstream("b", "", "Drop b\n");
  scene.upstream("a", lines_with({{3, "drei"}}), "Go on\n");
  const auto patches = queue::load_queue(scene.store(), scene.queue());
  const auto range = queue::upstream_range(scene.store(), id_of(scene.base), scene.upstream_tip());
  const auto since = queue::reverse_applies_since(scene.store(), patches[0], range);
  REQUIRE(since);
  CHECK(since->hex() == taken);
}

TEST_CASE("a patch whose mode upstream lacks is not upstreamed") {
  ForkedQueue scene;
  scene.repo.checkout("queue");
  scene.repo.write_executable("a", lines_with({{3, "three"}}));
  scene.repo.commit("Three, executable\n");
  scene.upstream("a", lines_with({{3, "three"}, {9, "neun"}}), "Only three\n");
  const auto patches = queue::load_queue(scene.store(), scene.queue());
  const auto range = queue::upstream_range(scene.store(), id_of(scene.base), scene.upstream_tip());
  CHECK_FALSE(queue::reverse_applies_since(scene.store(), patches[0], range));
}

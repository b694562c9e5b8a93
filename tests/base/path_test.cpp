#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/path.hpp>

using namespace mlxpatch;

TEST_CASE("a path is below its directories and the root, but not below a name that it only begins with") {
  CHECK(is_at_or_below("a/b/c", "a/b/c"));
  CHECK(is_at_or_below("a/b/c", "a/b"));
  CHECK(is_at_or_below("a/b/c", "a"));
  CHECK(is_at_or_below("a", ""));
  CHECK_FALSE(is_at_or_below("ab", "a"));
  CHECK_FALSE(is_at_or_below("a/bc", "a/b"));
  CHECK_FALSE(is_at_or_below("a", "a/b"));
}

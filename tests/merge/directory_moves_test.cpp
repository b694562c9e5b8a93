#include <catch2/catch_test_macros.hpp>

#include "directory_moves.hpp"

using namespace mlxpatch::merge;

TEST_CASE("directories that both sides moved are dropped from both, wherever each went") {
  MovedDirectories ours{{"both", "left"}, {"ours", "left"}, {"same", "right"}};
  MovedDirectories theirs{{"both", "right"}, {"same", "right"}, {"theirs", "left"}};
  drop_common_directories(ours, theirs);
  CHECK(ours == MovedDirectories{{"ours", "left"}});
  CHECK(theirs == MovedDirectories{{"theirs", "left"}});
}

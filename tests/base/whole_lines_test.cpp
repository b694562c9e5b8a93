#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/whole_lines.hpp>

using namespace mlxpatch;

TEST_CASE("lines are found where a line begins, and nowhere else") {
  constexpr std::string_view k_text = "xab\nab\nc\nab\n";
  CHECK(find_at_line(k_text, "ab\n") == 4);
  CHECK(find_at_line(k_text, "ab\n", 5) == 9);
  CHECK(find_at_line(k_text, "ab\n", 10) == std::string_view::npos);
  CHECK(find_at_line(k_text, "b\n") == std::string_view::npos);
  CHECK(find_at_line(k_text, "xab\nab\n") == 0);
  CHECK(is_at_line(k_text, 0));
  CHECK(is_at_line(k_text, 7));
  CHECK_FALSE(is_at_line(k_text, 1));
}

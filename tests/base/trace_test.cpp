#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/trace.hpp>
#include <string>
#include <vector>

TEST_CASE("a trace line goes to the sink while there is one, and nowhere else") {
  std::vector<std::string> lines;
  CHECK_FALSE(mlxpatch::tracing());
  mlxpatch::trace("before");
  mlxpatch::set_trace_sink([&](std::string_view line) { lines.emplace_back(line); });
  CHECK(mlxpatch::tracing());
  mlxpatch::trace("during");
  mlxpatch::set_trace_sink({});
  mlxpatch::trace("after");
  CHECK_FALSE(mlxpatch::tracing());
  CHECK(lines == std::vector<std::string>{"during"});
}

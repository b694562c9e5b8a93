#include <string>
#include <vector>

#include <unistd.h>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/base/trace.hpp>

using namespace mlxpatch;

TEST_CASE("a trace line goes to the sink while there is one, and nowhere else") {
  std::vector<std::string> lines;
  CHECK_FALSE(tracing());
  trace("before");
  set_trace_sink([&](std::string_view line) { lines.emplace_back(line); });
  CHECK(tracing());
  trace("during");
  set_trace_sink({});
  trace("after");
  CHECK_FALSE(tracing());
  CHECK(lines == std::vector<std::string>{"during"});
}

TEST_CASE("a trace file gets each line with time and process, beside the sink's") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const auto file = directory.path() / "trace.log";
  write_file(file, "earlier\n");
  std::vector<std::string> lines;
  set_trace_file(file);
  CHECK(tracing());
  set_trace_sink([&](std::string_view line) { lines.emplace_back(line); });
  trace("one");
  set_trace_sink({});
  CHECK(tracing());
  trace("two");
  set_trace_file({});
  CHECK_FALSE(tracing());
  CHECK(lines == std::vector<std::string>{"one"});
  const std::string text = read_file(file);
  const auto written = split_lines(text);
  REQUIRE(written.size() == 3);
  CHECK(written[0] == "earlier\n");
  CHECK(written[1].ends_with(" " + std::to_string(getpid()) + " one\n"));
  CHECK(written[2].ends_with(" two\n"));
}

TEST_CASE("a trace file that has grown long is started anew, and one that can't be written is no error") {
  const TemporaryDirectory directory("mlxpatch-test-");
  const auto file = directory.path() / "trace.log";
  write_file(file, std::string(1024 * 1024 + 1, 'x'));
  set_trace_file(file);
  trace("one");
  set_trace_file(directory.path() / "missing" / "trace.log");
  CHECK_NOTHROW(trace("two"));
  set_trace_file({});
  CHECK(split_lines(read_file(file)).size() == 1);
  CHECK(read_file(file).find("xx") == std::string::npos);
}

#include <string>
#include <string_view>

#include <fmt/format.h>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/patch/format/series.hpp>

namespace mlxpatch::patch {
namespace {

std::string refusal(std::string_view bytes) {
  try {
    read_series(bytes, "patches/series");
    return {};
  } catch (const Error& error) {
    return error.places().front() + ": " + error.what();
  }
}

TEST_CASE("a series lists its patches in order, with their -pN") {
  const Series series = read_series("a.patch\n\tb.diff -p0\nsub/c.patch -p2 # why\n\nd.patch\t-pab\r\n", "series");
  REQUIRE(series.entries.size() == 4);
  CHECK(series.entries[0].name == "a.patch");
  CHECK_FALSE(series.entries[0].strip);
  CHECK(series.entries[1].name == "b.diff");
  CHECK(series.entries[1].strip == 0);
  CHECK(series.entries[2].name == "sub/c.patch");
  CHECK(series.entries[2].strip == 2);
  CHECK(series.entries[2].comment == "# why");
  CHECK(series.entries[3].strip == 1);
}

TEST_CASE("a series is written back with its comments and blank lines in their places") {
  for (const std::string text : {"# head\n\na.patch\n# about b\nb.patch -p0\n\n# end\n", "", "# only\n", "a\n\n\nb\n",
                                 "a.patch # until 2.0\nb.patch -p0 # theirs\n"}) {
    CHECK(write_series(read_series(text, "series")) == text);
  }
}

TEST_CASE("comments stay before their entry when another is appended") {
  Series series = read_series("# about a\na\n# end\n", "series");
  series.entries.push_back({"b", {}});
  CHECK(write_series(series) == "# about a\na\n# end\nb\n");
}

TEST_CASE("a series with a comment after its last entry loses nothing") {
  Series series = read_series("a\nb\n# end\n", "series");
  series.entries.pop_back();
  CHECK(write_series(series) == "a\n# end\n");
}

TEST_CASE("CRs at line ends are not part of names, and none is allowed inside") {
  const Series series = read_series("a\r\r\nb -p0\r\n# end\r\r", "series");
  REQUIRE(series.entries.size() == 2);
  CHECK(series.entries[0].name == "a");
  CHECK(write_series(series) == "a\nb -p0\n# end\n");
  CHECK(refusal("a\rb\n").find("control character") != std::string::npos);
}

TEST_CASE("a series is refused with file and line for what it must not hold") {
  CHECK(refusal("a\n../b\n").starts_with("patches/series:2: \"../b\" is not"));
  CHECK(refusal("/etc/passwd\n").starts_with("patches/series:1: "));
  CHECK(refusal(".git/config\n").starts_with("patches/series:1: "));
  CHECK(refusal("a\nb\na\n").starts_with("patches/series:3: \"a\" is already listed in line 1"));
  CHECK(refusal("a -R\n").starts_with("patches/series:1: the flag \"-R\""));
  CHECK(refusal("a -p999\n").starts_with("patches/series:1: "));
}

TEST_CASE("a series in the middle of a merge is reported as such, whatever comes after the marker") {
  for (const std::string_view marker : {"<<<<<<< HEAD", "<<<<<<<", "<<<<<<<\t-p1", " <<<<<<< -p0\r"}) {
    CHECK(refusal(fmt::format("a\n{}\nb\n=======\n", marker))
              .starts_with("patches/series:2: the file holds the markers of an unresolved git merge"));
  }
}

}  // namespace
}  // namespace mlxpatch::patch

#include <cstddef>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/diff/unified_diff.hpp>
#include <support/command.hpp>
#include <support/world.hpp>

#include "text_maker.hpp"

using namespace mlxpatch::diff;
using namespace mlxpatch::tests;
using namespace std::string_literals;

namespace {

/// The hunks that git prints, by file name.
std::map<std::string, std::string> hunks_by_file(const std::string& diff) {
  std::map<std::string, std::string> result;
  std::string* hunks = nullptr;
  std::size_t start = 0;
  while (start < diff.size()) {
    const std::size_t end = diff.find('\n', start) + 1;
    const std::string line = diff.substr(start, end - start);
    start = end;
    if (line.starts_with("diff --git ")) {
      result[line.substr(line.rfind('/') + 1, line.size() - line.rfind('/') - 2)] = "";
      hunks = &result[line.substr(line.rfind('/') + 1, line.size() - line.rfind('/') - 2)];
      continue;
    }
    if (hunks && (!hunks->empty() || line.starts_with("@@"))) *hunks += line;
  }
  return result;
}

}  // namespace

TEST_CASE("a NUL among the first 8000 bytes makes a file binary") {
  CHECK_FALSE(is_binary(""));
  CHECK_FALSE(is_binary("text\n"));
  CHECK(is_binary("a\0b"s));
  CHECK(is_binary(std::string(7999, 'a') + '\0'));
  CHECK_FALSE(is_binary(std::string(8000, 'a') + '\0'));
}

TEST_CASE("hunks are those of git diff on generated texts") {
  World world;
  TextMaker maker(20260108);
  std::map<std::string, std::pair<std::string, std::string>> texts;
  for (int i = 0; i < 400; ++i) {
    auto lines = maker.lines(maker.below(120));
    const std::string before = maker.joined(lines);
    maker.edit(lines);
    const std::string after = maker.joined(lines);
    const std::string name = "f" + std::to_string(i) + ".txt";
    write_bytes(world / ("before/" + name), before);
    write_bytes(world / ("after/" + name), after);
    texts[name] = {before, after};
  }
  for (const std::size_t context : {std::size_t{3}, std::size_t{1}, std::size_t{10}}) {
    const auto diff = run_command({"git", "diff", "--no-index", "-U" + std::to_string(context), "before", "after"},
                                  {.directory = world.root(), .input = "", .environment = {}});
    const auto expected = hunks_by_file(diff.out);
    REQUIRE(expected.size() > 300);
    for (const auto& [name, pair] : texts) {
      INFO(name);
      const auto found = expected.find(name);
      CHECK(unified_hunks(pair.first, pair.second, context) == (found == expected.end() ? "" : found->second));
    }
  }
}

TEST_CASE("hunks do not depend on the user's configuration") {
  World world;
  const std::string before = "a\nb\nc\nd\ne\nf\ng\nh\n";
  const std::string after = "a\nb\nc\nd\nE\nf\ng\nh\n";
  const std::string expected = unified_hunks(before, after);
  write_bytes(world.home() / ".gitconfig",
              "[diff]\n\tcontext = 0\n\talgorithm = patience\n\tindentHeuristic = false\n");
  CHECK(unified_hunks(before, after) == expected);
  CHECK(expected == "@@ -2,7 +2,7 @@ a\n b\n c\n d\n-e\n+E\n f\n g\n h\n");
}

TEST_CASE("equal texts have no hunks, and a missing last newline is marked") {
  CHECK(unified_hunks("a\n", "a\n").empty());
  CHECK(unified_hunks("", "a\n") == "@@ -0,0 +1 @@\n+a\n");
  CHECK(unified_hunks("a\n", "") == "@@ -1 +0,0 @@\n-a\n");
  CHECK(unified_hunks("a", "b") == "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n");
}

TEST_CASE("a NUL byte in a text stays one byte of the hunk") {
  CHECK(unified_hunks("a\0b\n"s, "a\0c\n"s) == "@@ -1 +1 @@\n-a\0b\n+a\0c\n"s);
}

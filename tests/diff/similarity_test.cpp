#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/diff/similarity.hpp>
#include <support/git_repo.hpp>
#include <support/world.hpp>

#include "text_maker.hpp"

using namespace mlxpatch::diff;
using namespace mlxpatch::tests;
using namespace std::string_literals;

namespace {

int percent(std::string_view a, std::string_view b) { return similarity_score(a, b) * 100 / k_highest_similarity; }

}  // namespace

TEST_CASE("similarity is the percentage that git's rename detection gives") {
  World world;
  const GitRepo repo = GitRepo::init(world / "repo");
  TextMaker maker(7);
  std::map<std::string, std::pair<std::string, std::string>> texts;
  for (int i = 0; i < 60; ++i) {
    const std::string mark = " of " + std::to_string(i) + "\n";
    std::vector<std::string> lines;
    for (std::size_t n = 5 + maker.below(40); n > 0; --n) lines.push_back(std::to_string(maker.below(1000)) + mark);
    if (i % 5 == 0) lines.push_back(std::string(300, static_cast<char>('a' + i % 26)) + mark);
    std::string before, after;
    for (const std::string& line : lines) {
      before += line;
      if (maker.below(4) != 0) after += line;
      if (maker.below(6) == 0) after += "new " + std::to_string(maker.below(1000)) + mark;
    }
    if (i == 0) {
      // Large enough that git takes different lines for equal ones.
      for (int line = 0; line < 20'000; ++line) {
        before += "old " + std::to_string(line) + mark;
        after += "new " + std::to_string(line) + mark;
      }
    }
    const std::string name = "old" + std::to_string(i);
    repo.write(name, before);
    texts[name] = {before, after};
  }
  repo.git({"add", "."});
  repo.git({"commit", "-qm", "before"});
  for (const auto& [name, pair] : texts) {
    std::filesystem::remove(repo / name);
    repo.write("new" + name.substr(3), pair.second);
  }
  repo.git({"add", "-A"});
  repo.git({"commit", "-qm", "after"});
  const std::string raw = repo.git({"diff-tree", "-r", "-M1%", "--raw", "-l0", "HEAD~1", "HEAD"});
  int compared = 0;
  for (std::size_t at = raw.find(" R"); at != std::string::npos; at = raw.find(" R", at + 1)) {
    const int score = std::stoi(raw.substr(at + 2, 3));
    const std::size_t name = at + 6;
    const std::string from = raw.substr(name, raw.find('\t', name) - name);
    const std::size_t second = raw.find('\t', name) + 1;
    const std::string to = raw.substr(second, raw.find('\n', second) - second);
    if (to.substr(3) != from.substr(3)) continue;
    INFO(from);
    CHECK(percent(texts[from].first, texts[from].second) == score);
    ++compared;
  }
  CHECK(compared > 50);
}

TEST_CASE("similarity of equal, unlike and empty texts") {
  CHECK(percent("", "") == 100);
  CHECK(percent("a\nb\n", "a\nb\n") == 100);
  CHECK(percent("a\n", "") == 0);
  CHECK(percent("a\nb\n", "c\nd\n") == 0);
  CHECK(percent("a\nb\nc\nd\n", "a\r\nb\r\nc\r\nd\r\n") == 66);
  // Git before 2.43.2 forgets a last line that has no newline.
  CHECK(percent("a\nb\nc", "d\nb\nc") == 60);
}

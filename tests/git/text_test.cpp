#include <mlxpatch/git/text.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cstdlib>
#include <map>
#include <random>
#include <support/git_repo.hpp>

using namespace mlxpatch::git;
using namespace mlxpatch::tests;
using namespace std::string_literals;

namespace {

/// Source-like texts and edits of them, the same in every run.
class TextMaker {
 public:
  explicit TextMaker(unsigned seed) : m_random(seed) {}

  std::size_t below(std::size_t bound) { return m_random() % bound; }

  std::string line() {
    static const std::vector<std::string> lines = {"",
                                                   "",
                                                   "{",
                                                   "}",
                                                   "  return value;",
                                                   "    if (ready) {",
                                                   "    }",
                                                   "int start(void)",
                                                   "\tcall(one, two);",
                                                   "_private = 3",
                                                   "$shell",
                                                   "# comment",
                                                   "  // note",
                                                   "class Thing:",
                                                   "    def run(self):"};
    std::string text = lines[below(lines.size())];
    if (below(3) == 0) text += " " + std::to_string(below(40));
    if (below(40) == 0) text += std::string(90, 'x');
    if (below(60) == 0) text += '\r';
    return text + '\n';
  }

  std::vector<std::string> lines(std::size_t count) {
    std::vector<std::string> result;
    for (std::size_t i = 0; i < count; ++i) result.push_back(line());
    return result;
  }

  void edit(std::vector<std::string>& text) {
    for (std::size_t edits = 1 + below(6); edits > 0; --edits) {
      const std::size_t at = below(text.size() + 1);
      const auto place = text.begin() + static_cast<std::ptrdiff_t>(at);
      switch (below(3)) {
        case 0:
          text.insert(place, line());
          break;
        case 1: {
          const auto block = lines(1 + below(5));
          text.insert(place, block.begin(), block.end());
          break;
        }
        default:
          text.erase(place, place + static_cast<std::ptrdiff_t>(std::min(text.size() - at, below(4))));
          break;
      }
    }
  }

  std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& one : lines) text += one;
    if (!text.empty() && below(8) == 0) text.pop_back();
    return text;
  }

 private:
  std::mt19937 m_random;
};

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

TEST_CASE("texts changed in different places merge, in the same place conflict") {
  const std::string base = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
  const TextMerge clean = merge_text(base, "one\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\n5\n6\n7\n8\nnine\n");
  CHECK(clean.clean);
  CHECK(clean.bytes == "one\n2\n3\n4\n5\n6\n7\n8\nnine\n");

  const MergeLabels labels{"parent", "HEAD", "abc1234 (subject)"};
  const TextMerge marked = merge_text("x\n", "ours\n", "theirs\n", {.labels = labels});
  CHECK_FALSE(marked.clean);
  CHECK(marked.bytes == "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> abc1234 (subject)\n");
  CHECK(merge_text("x\n", "ours\n", "theirs\n", {.style = ConflictStyle::diff3, .labels = labels}).bytes ==
        "<<<<<<< HEAD\nours\n||||||| parent\nx\n=======\ntheirs\n>>>>>>> abc1234 (subject)\n");
  CHECK(merge_text("x\n", "same\nours\n", "same\ntheirs\n", {.style = ConflictStyle::zdiff3, .labels = labels}).bytes ==
        "same\n<<<<<<< HEAD\nours\n||||||| parent\nx\n=======\ntheirs\n>>>>>>> abc1234 (subject)\n");
}

TEST_CASE("lines that both sides changed alike are no conflict, lines that touch are one") {
  const std::string base = "1\n2\n3\n4\n5\n6\n";
  const auto verdict = [&](const std::string& ours, const std::string& theirs) {
    return merge_text(base, ours, theirs, {.effort = MergeEffort::verdict});
  };
  CHECK(verdict("1\nx\n3\n4\n5\n6\n", "1\nx\n3\n4\n5\n7\n").bytes == "1\nx\n3\n4\n5\n7\n");
  // Theirs is ours and more, by another change.
  CHECK(verdict("1\nx\ny\n5\n6\n", "1\nx\ny\n5\n6\n7\n").bytes == "1\nx\ny\n5\n6\n7\n");
  CHECK(verdict("1\nx\n3\n4\n5\n6\n", "1\n2\n3\ny\n5\n6\n").bytes == "1\nx\n3\ny\n5\n6\n");
  CHECK_FALSE(verdict("1\nx\n3\n4\n5\n6\n", "1\n2\ny\n4\n5\n6\n").clean);
  CHECK(verdict("1\nx\n3\n4\n5\n6\n", "1\n2\ny\n4\n5\n6\n").bytes.empty());
}

TEST_CASE("a last line without a newline is another line than one with it") {
  CHECK(merge_text("1\n2\n3\n4", "0\n1\n2\n3\n4", "1\n2\n3\n4\n").bytes == "0\n1\n2\n3\n4\n");
  CHECK_FALSE(merge_text("1\n2\n3\n4", "1\n2\n3\n5", "1\n2\n3\n4\n").clean);
}

TEST_CASE("changes of neighbouring lines conflict whichever side has the first, with a line between them they merge") {
  const std::string base = "1\n2\n3\n4\n5\n";
  CHECK_FALSE(merge_text(base, "1\ntwo\n3\n4\n5\n", "1\n2\nthree\n4\n5\n").clean);
  CHECK_FALSE(merge_text(base, "1\n2\nthree\n4\n5\n", "1\ntwo\n3\n4\n5\n").clean);
  CHECK(merge_text(base, "1\ntwo\n3\n4\n5\n", "1\n2\n3\nfour\n5\n").bytes == "1\ntwo\n3\nfour\n5\n");
  CHECK(merge_text(base, "1\n2\n3\nfour\n5\n", "1\ntwo\n3\n4\n5\n").bytes == "1\ntwo\n3\nfour\n5\n");
}

TEST_CASE("united texts have both sides' lines, and lines that end as those around them") {
  const auto unite = [](const std::string& base, const std::string& ours, const std::string& theirs) {
    const TextMerge merged = merge_text(base, ours, theirs, {.same_lines = SameLines::both});
    CHECK(merged.clean);
    CHECK_FALSE(merged.by_other_diff);
    return merged.bytes;
  };
  CHECK(unite("a\nz\n", "a\nours\nz\n", "a\ntheirs\nz\n") == "a\nours\ntheirs\nz\n");
  CHECK(unite("a\n", "a\nours\nsame\n", "a\ntheirs\nsame\n") == "a\nours\ntheirs\nsame\n");
  CHECK(unite("a\n", "a\nours", "a\ntheirs") == "a\nours\ntheirs");
  CHECK(unite("a\r\n", "a\r\nours", "a\r\ntheirs") == "a\r\nours\r\ntheirs");
}

TEST_CASE("texts that are empty merge as texts without lines") {
  CHECK(merge_text("a\n", "", "a\n").bytes.empty());
  CHECK(merge_text("a\n", "", "a\n").clean);
  CHECK(merge_text("", "", "a\n").bytes == "a\n");
  CHECK_FALSE(merge_text("", "a\n", "b\n").clean);
}

TEST_CASE("what conflicts by the plain diff is merged as git's histogram merges it") {
  const std::string base = "return\nb\ng\nc\na\n{\n}\n}\n}\nb\n";
  const std::string ours = "return\nb\ng\nc\na\n{\n}\n}\nf\n x\n}\nb\n";
  const std::string theirs = "a\nreturn\nb\ng\nc\na\n{\n}\nd\n}\n}\nb\na\n}\nb\n";
  const TextMerge merged = merge_text(base, ours, theirs);
  CHECK(merged.clean);
  CHECK_FALSE(merged.by_other_diff);
  CHECK(merged.bytes == "a\nreturn\nb\ng\nc\na\n{\n}\nd\n}\nf\n x\n}\nb\na\n}\nb\n");
}

TEST_CASE("the conflict style is read from git's words") {
  CHECK(conflict_style_named("diff3") == ConflictStyle::diff3);
  CHECK(conflict_style_named("zdiff3") == ConflictStyle::zdiff3);
  CHECK(conflict_style_named("merge") == ConflictStyle::merge);
  CHECK(conflict_style_named("other") == ConflictStyle::merge);
}

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
    const int score = std::atoi(raw.substr(at + 2, 3).c_str());
    const std::size_t name = at + 6;
    const std::string from = raw.substr(name, raw.find('\t', name) - name);
    const std::size_t second = raw.find('\t', name) + 1;
    const std::string to = raw.substr(second, raw.find('\n', second) - second);
    if (to.substr(3) != from.substr(3)) continue;
    INFO(from);
    CHECK(similarity(texts[from].first, texts[from].second) == score);
    ++compared;
  }
  CHECK(compared > 50);
}

TEST_CASE("similarity of equal, unlike and empty texts") {
  CHECK(similarity("", "") == 100);
  CHECK(similarity("a\nb\n", "a\nb\n") == 100);
  CHECK(similarity("a\n", "") == 0);
  CHECK(similarity("a\nb\n", "c\nd\n") == 0);
  CHECK(similarity("a\nb\nc\nd\n", "a\r\nb\r\nc\r\nd\r\n") == 66);
  // Git before 2.43.2 forgets a last line that has no newline.
  CHECK(similarity("a\nb\nc", "d\nb\nc") == 60);
}

TEST_CASE("deflate and inflate give the bytes back") {
  for (const std::string& bytes : {""s, "a"s, "a\0b"s, std::string(1 << 20, 'x')}) {
    for (const int level : {0, 1, 6, 9}) CHECK(inflate(deflate(bytes, level), bytes.size()) == bytes);
  }
}

TEST_CASE("inflate refuses broken streams and other sizes than promised") {
  const std::string stream = deflate("some bytes to pack");
  CHECK(inflate(stream, 18));
  CHECK_FALSE(inflate(stream, 17));
  CHECK_FALSE(inflate(stream, 19));
  CHECK_FALSE(inflate(stream, 0));
  CHECK_FALSE(inflate(stream, std::size_t{1} << 60));
  CHECK_FALSE(inflate(stream.substr(0, stream.size() - 1), 18));
  CHECK_FALSE(inflate(stream + "x", 18));
  CHECK_FALSE(inflate("", 0));
  std::string broken = stream;
  broken[broken.size() - 1] = static_cast<char>(broken.back() ^ 1);
  CHECK_FALSE(inflate(broken, 18));
}

TEST_CASE("a delta copies from its base and inserts its own bytes") {
  const std::string base = "0123456789abcdef";
  // Base 16, result 9; copy 4 from 10; insert "-+-"; copy 2 from 0.
  const std::string delta = "\x10\x09\x91\x0a\x04\x03-+-\x90\x02"s;
  CHECK(apply_delta(base, delta) == "abcd-+-01");
  const std::string large(0x10000 + 5, 'z');
  CHECK(apply_delta(large, "\x85\x80\x04\x80\x80\x04\x80"s) == std::string(0x10000, 'z'));
}

TEST_CASE("broken deltas and deltas for other bytes are refused") {
  const std::string base = "0123456789abcdef";
  CHECK_FALSE(apply_delta(base, ""));
  CHECK_FALSE(apply_delta(base, "\x10"s));
  CHECK_FALSE(apply_delta(base, "\x0f\x01\x01x"s));         // another base size
  CHECK_FALSE(apply_delta(base, "\x10\x02\x01x"s));         // result shorter than promised
  CHECK_FALSE(apply_delta(base, "\x10\x01\x02xy"s));        // longer
  CHECK_FALSE(apply_delta(base, "\x10\x01\x00"s));          // the reserved instruction
  CHECK_FALSE(apply_delta(base, "\x10\x04\x91\x0e\x04"s));  // copies past the end
  CHECK_FALSE(apply_delta(base, "\x10\x04\x91\x0a"s));      // cut
  CHECK_FALSE(apply_delta(base, "\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x90\x04"s));
  CHECK_FALSE(apply_delta(base, "\x10\x80\x80\x80\x80\x80\x80\x01\x90\x04"s));  // a huge result
}

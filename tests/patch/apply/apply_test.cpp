#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/diff/unified_diff.hpp>
#include <mlxpatch/objects/compression.hpp>
#include <mlxpatch/patch/apply/apply.hpp>
#include <mlxpatch/patch/apply/apply_result.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "patch_text.hpp"

namespace mlxpatch::patch {
namespace {

using tests::read_one;

/// Reads hunks from their text.
std::vector<Hunk> hunks(const std::string& text) { return read_one("--- a/x\n+++ b/x\n" + text).files.front().hunks; }

/// The lines l1 .. l<count>.
std::string numbered(int count, const std::string& prefix = "l") {
  std::string text;
  for (int number = 1; number <= count; ++number) text += prefix + std::to_string(number) + "\n";
  return text;
}

AppliedText applied(const std::string& text, const std::string& diff, const ApplyOptions& options = {}) {
  auto result = apply_hunks(text, hunks(diff), options);
  REQUIRE(std::holds_alternative<AppliedText>(result));
  return std::get<AppliedText>(result);
}

HunkFailure failed(const std::string& text, const std::string& diff, const ApplyOptions& options = {}) {
  auto result = apply_hunks(text, hunks(diff), options);
  REQUIRE(std::holds_alternative<HunkFailure>(result));
  return std::get<HunkFailure>(result);
}

const std::string k_middle = "@@ -4,5 +4,6 @@\n l4\n l5\n-l6\n+six\n+6\n l7\n l8\n";

TEST_CASE("a hunk applies at its stated position without a note") {
  const AppliedText result = applied(numbered(10), k_middle);
  CHECK(result.bytes == "l1\nl2\nl3\nl4\nl5\nsix\n6\nl7\nl8\nl9\nl10\n");
  CHECK(result.notes.empty());
}

TEST_CASE("a hunk is reversed on request") {
  ApplyOptions options;
  options.reverse = true;
  CHECK(applied("l1\nl2\nl3\nl4\nl5\nsix\n6\nl7\nl8\nl9\nl10\n", k_middle, options).bytes == numbered(10));
}

TEST_CASE("a hunk applies at the only other place that has its lines, and notes the offset") {
  const AppliedText result = applied("a\nb\n" + numbered(10), k_middle);
  CHECK(result.bytes == "a\nb\nl1\nl2\nl3\nl4\nl5\nsix\n6\nl7\nl8\nl9\nl10\n");
  REQUIRE(result.notes.size() == 1);
  CHECK(result.notes.front().hunk == 1);
  CHECK(result.notes.front().moved == 2);
  CHECK(applied(numbered(10).substr(3), k_middle).notes.front().moved == -1);
}

TEST_CASE("a hunk whose lines are at several other places is refused as ambiguous") {
  const std::string block = "x\nl4\nl5\nl6\nl7\nl8\n";
  const HunkFailure failure = failed(block + block, k_middle);
  CHECK(failure.ambiguous);
  CHECK(failure.hunk == 1);
}

TEST_CASE("the stated position wins over another with the same lines") {
  const AppliedText result = applied("l1\nl2\nl3\nl4\nl5\nl6\nl7\nl8\nl4\nl5\nl6\nl7\nl8\n", k_middle);
  CHECK(result.bytes == "l1\nl2\nl3\nl4\nl5\nsix\n6\nl7\nl8\nl4\nl5\nl6\nl7\nl8\n");
}

TEST_CASE("a later hunk has to apply after the earlier one") {
  const std::string diff = "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n@@ -5,3 +5,3 @@\n d\n-e\n+E\n f\n";
  CHECK(applied("x\na\nb\nc\nd\ne\nf\n", diff).bytes == "x\na\nB\nc\nd\nE\nf\n");
  CHECK(failed("d\ne\nf\na\nb\nc\n", diff).hunk == 2);
}

TEST_CASE("hunks with one line of context apply and move") {
  const std::string one = "@@ -5,3 +5,3 @@\n l5\n-l6\n+six\n l7\n";
  CHECK(applied(numbered(8), one).bytes == "l1\nl2\nl3\nl4\nl5\nsix\nl7\nl8\n");
  CHECK(applied("n\n" + numbered(8), one).notes.front().moved == 1);
}

TEST_CASE("hunks without any context apply only at their stated position") {
  const std::string diff = "@@ -2 +2 @@\n-l2\n+two\n@@ -4 +4 @@\n-l4\n+four\n";
  CHECK(applied(numbered(6), diff).bytes == "l1\ntwo\nl3\nfour\nl5\nl6\n");
  CHECK(failed("n\n" + numbered(6), diff).lacks_context);
  CHECK_FALSE(failed("other\n", diff).lacks_context);
  CHECK(applied(numbered(3), "@@ -1 +1 @@\n-l1\n+one\n").bytes == "one\nl2\nl3\n");
  CHECK(applied(numbered(3), "@@ -1 +0,0 @@\n-l1\n").bytes == "l2\nl3\n");
}

TEST_CASE("lines are added without any context only to the text that they were made for") {
  const std::string diff = "@@ -2 +2 @@\n-l2\n+two\n@@ -4,0 +5 @@\n+new\n";
  const HunkFailure failure = failed(numbered(6), diff);
  CHECK(failure.hunk == 2);
  CHECK(failure.lacks_context);
  failed(numbered(4), "@@ -4,0 +5 @@\n+new\n");
  ApplyOptions trusted;
  trusted.ends = ApplyOptions::Ends::trusted;
  CHECK(applied(numbered(6), diff, trusted).bytes == "l1\ntwo\nl3\nl4\nnew\nl5\nl6\n");
  CHECK(applied(numbered(2), "@@ -0,0 +1 @@\n+new\n", trusted).bytes == "new\nl1\nl2\n");
}

TEST_CASE("in reverse, the first lines of a text without context do not show that a change is in it") {
  ApplyOptions reverse;
  reverse.reverse = true;
  const std::string diff = "@@ -0,0 +1,2 @@\n+a\n+b\n";
  CHECK(applied("a\nb\n", diff, reverse).bytes.empty());
  failed("a\nb\nmore\n", diff, reverse);
}

TEST_CASE("lines around the only line of a text are not put around the first of several") {
  const std::string diff = "@@ -1 +1,3 @@\n+before\n l1\n+after\n";
  CHECK(applied(numbered(1), diff).bytes == "before\nl1\nafter\n");
  failed(numbered(2), diff);
}

TEST_CASE("a hunk that is the whole text applies whatever line it says") {
  CHECK(applied(numbered(3), "@@ -5,3 +4,0 @@\n-l1\n-l2\n-l3\n").bytes.empty());
  failed("n\n" + numbered(3), "@@ -5,3 +4,0 @@\n-l1\n-l2\n-l3\n");
}

TEST_CASE("a hunk with more context at one end goes to the only place that has its lines") {
  for (const int line : {3, 4, 5, 1, 9}) {
    const std::string header = fmt::format("@@ -{0},6 +{0},7 @@\n", line);
    const std::string more_before = header + " l4\n l5\n l6\n l7\n+new\n l8\n l9\n";
    CHECK(applied(numbered(12), more_before).bytes == "l1\nl2\nl3\nl4\nl5\nl6\nl7\nnew\nl8\nl9\nl10\nl11\nl12\n");
    const std::string more_after = header + " l4\n l5\n+new\n l6\n l7\n l8\n l9\n";
    CHECK(applied(numbered(12), more_after).bytes == "l1\nl2\nl3\nl4\nl5\nnew\nl6\nl7\nl8\nl9\nl10\nl11\nl12\n");
  }
}

TEST_CASE("a failure shows the CRs if only they are in the way, wherever the lines are") {
  const std::string diff = "@@ -1,3 +1,3 @@\n l2\n-l3\n+x\n l4\n";
  const HunkFailure failure = failed("l1\r\nl2\r\nl3\r\nl4\r\n", diff);
  CHECK(failure.line_ends_differ);
  CHECK(failure.expected == "l2");
  CHECK(failure.found == "l2\r");
  CHECK(failure.expected_at == 2);
  CHECK_FALSE(failed("l1\nl2\nother\nl4\n", diff).line_ends_differ);
  const HunkFailure other = failed("l2\nl3\nl4\n", "@@ -1,3 +1,3 @@\n l2\r\n-l3\r\n+x\r\n l4\r\n");
  CHECK(other.line_ends_differ);
  CHECK(other.expected == "l2\r");
}

TEST_CASE("a hunk whose context ends early has to match at the end of the text") {
  const std::string diff = "@@ -3,3 +3,4 @@\n l3\n l4\n l5\n+l6\n";
  CHECK(applied(numbered(5), diff).bytes == numbered(6));
  CHECK(applied("n\n" + numbered(5), diff).bytes == "n\n" + numbered(6));
  failed(numbered(5) + "more\n", diff);
  ApplyOptions options;
  options.ends = ApplyOptions::Ends::trusted;
  CHECK(applied(numbered(5) + "more\n", diff, options).bytes == numbered(6) + "more\n");
}

TEST_CASE("a hunk whose context starts late has to match at the start of the text") {
  const std::string diff = "@@ -1,3 +1,4 @@\n+new\n l1\n l2\n l3\n";
  CHECK(applied(numbered(5), diff).bytes == "new\n" + numbered(5));
  failed("n\n" + numbered(5), diff);
}

TEST_CASE("lines once added to an empty text are not put in front of a full one") {
  const std::string diff = "@@ -0,0 +1,2 @@\n+a\n+b\n";
  CHECK(applied("", diff).bytes == "a\nb\n");
  failed("full\n", diff);
  ApplyOptions options;
  options.ends = ApplyOptions::Ends::trusted;
  CHECK(applied("full\n", diff, options).bytes == "a\nb\nfull\n");
}

TEST_CASE("a last line without a newline is neither matched as one with it nor glued to what follows") {
  const std::string adds = "@@ -1,2 +1,2 @@\n l1\n-l2\n\\ No newline at end of file\n+l2\n";
  CHECK(applied("l1\nl2", adds).bytes == "l1\nl2\n");
  failed("l1\nl2\n", adds);
  const std::string drops = "@@ -1,2 +1,2 @@\n l1\n-l2\n+l2\n\\ No newline at end of file\n";
  CHECK(applied("l1\nl2\n", drops).bytes == "l1\nl2");
  failed("l1\nl2\nl3\n", drops);
  ApplyOptions trusted;
  trusted.ends = ApplyOptions::Ends::trusted;
  failed("l1\nl2\nl3\n", drops, trusted);
  failed("l1\nl2", "@@ -2,0 +3 @@\n+l3\n", trusted);
}

TEST_CASE("CRs and NULs are content like any other") {
  CHECK(applied("a\r\nb\r\n", "@@ -1,2 +1,2 @@\n a\r\n-b\r\n+B\r\n").bytes == "a\r\nB\r\n");
  failed("a\nb\n", "@@ -1,2 +1,2 @@\n a\r\n-b\r\n+B\r\n");
  const std::string with_nul("x\0y\n", 4);
  CHECK(applied(with_nul, "@@ -1 +1 @@\n-" + with_nul + "+" + with_nul + "").bytes == with_nul);
}

TEST_CASE("fuzz is used only when asked for, and reported") {
  const std::string text = "l1\nl2\nl3\nchanged\nl5\nl6\nl7\nl8\n";
  failed(text, k_middle);
  ApplyOptions options;
  options.fuzz = 1;
  const AppliedText result = applied(text, k_middle, options);
  CHECK(result.bytes == "l1\nl2\nl3\nchanged\nl5\nsix\n6\nl7\nl8\n");
  REQUIRE(result.notes.size() == 1);
  CHECK(result.notes.front().fuzz == 1);
  CHECK(result.notes.front().moved == 0);
}

TEST_CASE("no fuzz makes a hunk apply whose changed line does not exist") {
  ApplyOptions options;
  options.fuzz = 99;
  failed("l1\nl2\nl3\nl4\nl5\nother\nl7\nl8\n", k_middle, options);
  failed("", "@@ -2,2 +2,3 @@\n l2\n+new\n l3\n", options);
}

TEST_CASE("a failure names the expected line, the line found, and the most similar place") {
  const std::string text = "n\nn\nn\n" + numbered(5) + "l-6\nl7\nl8\n";
  const HunkFailure failure = failed(text, k_middle);
  CHECK(failure.hunk == 1);
  CHECK(failure.patch_line == 6);
  CHECK(failure.expected == "l6");
  CHECK(failure.expected_at == 6);
  CHECK(failure.found == "l3");
  REQUIRE(failure.nearest);
  CHECK(failure.nearest->line == 9);
  CHECK(failure.nearest->text == "l-6");
  CHECK(failure.nearest->matching == 4);
  CHECK(failure.nearest->of == 5);
  CHECK_FALSE(failure.ambiguous);
  CHECK_FALSE(failure.already_applied);
}

TEST_CASE("a failure past the end of the text says so") {
  const HunkFailure failure = failed("other\n", k_middle);
  CHECK(failure.expected == "l4");
  CHECK(failure.found.empty());
  CHECK_FALSE(failure.nearest);
}

TEST_CASE("a hunk that is already applied is recognised") {
  const std::string text = "l1\nl2\nl3\nl4\nl5\nsix\n6\nl7\nl8\nl9\nl10\n";
  CHECK(failed(text, k_middle).already_applied);
  CHECK(failed("n\n" + text, k_middle).already_applied);
}

TEST_CASE("our diffs apply forward and in reverse, with any number of context lines") {
  int compared = 0;
  for (int seed = 0; seed < 200; ++seed) {
    unsigned state = static_cast<unsigned>(seed) * 2654435761U + 1;
    const auto random = [&state](unsigned below) {
      state = state * 1664525U + 1013904223U;
      return (state >> 8U) % below;
    };
    std::string before;
    std::string after;
    for (int line = 0; line < 60; ++line) {
      const std::string text = std::string(1, static_cast<char>('a' + random(20))) + "\n";
      const unsigned fate = random(10);
      if (fate != 0) before += text;
      if (fate != 1) after += text;
    }
    if (random(4) == 0 && !before.empty()) before.pop_back();
    if (random(4) == 0 && !after.empty()) after.pop_back();
    const std::string diff = diff::unified_hunks(before, after, random(4));
    if (diff.empty()) continue;
    ApplyOptions options;
    options.ends = ApplyOptions::Ends::trusted;
    INFO(diff);
    const AppliedText forward = applied(before, diff, options);
    CHECK(forward.bytes == after);
    CHECK(forward.notes.empty());
    options.reverse = true;
    CHECK(applied(after, diff, options).bytes == before);
    ++compared;
  }
  CHECK(compared > 180);
}

TEST_CASE("5,000 hunks in 100,000 lines take less than a second, with or without an offset") {
  std::string text;
  std::string diff;
  for (int line = 1; line <= 100000; ++line) {
    text += line % 3 == 0 ? "}\n" : "line " + std::to_string(line) + "\n";
    if (line % 20 != 10) continue;
    if (line % 3 == 0) continue;
    diff += fmt::format("@@ -{0} +{0} @@\n-line {0}\n+new line {0}\n", line);
  }
  const std::vector<Hunk> bare = hunks(diff);
  const std::string full = diff::unified_hunks(text, std::get<AppliedText>(apply_hunks(text, bare)).bytes);
  const std::vector<Hunk> with_context = hunks(full);
  REQUIRE(with_context.size() > 3000);
  for (const std::string& prefix : {std::string(), std::string("in front\n")}) {
    const auto start = std::chrono::steady_clock::now();
    const auto result = apply_hunks(prefix + text, with_context);
    const auto taken = std::chrono::steady_clock::now() - start;
    REQUIRE(std::holds_alternative<AppliedText>(result));
    CHECK(std::get<AppliedText>(result).notes.size() == (prefix.empty() ? 0 : with_context.size()));
    CHECK(taken < std::chrono::seconds(1));
  }
}

TEST_CASE("a search among lines that repeat endlessly is fast") {
  std::string text;
  std::string diff = "@@ -90000,40001 +90000,40002 @@\n+new\n";
  for (int line = 0; line < 100000; ++line) text += line % 2 == 0 ? "a\n" : "b\n";
  for (int line = 0; line < 40000; ++line) diff += line % 2 == 0 ? " a\n" : " b\n";
  diff += " b\n";
  const auto start = std::chrono::steady_clock::now();
  failed(text, diff);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(2));
}

TEST_CASE("binary data is applied, and refused if it is broken") {
  const std::string bytes("\0\1\2binary", 9);
  BinaryData data;
  data.size = bytes.size();
  data.deflated = objects::deflate(bytes);
  CHECK(apply_binary("whatever", data) == bytes);
  data.size += 1;
  CHECK_FALSE(apply_binary("whatever", data));
  data.kind = BinaryData::Kind::delta;
  data.size -= 1;
  CHECK_FALSE(apply_binary("whatever", data));
}

}  // namespace
}  // namespace mlxpatch::patch

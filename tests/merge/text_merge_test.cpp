#include <string>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/merge/text_merge.hpp>

using namespace mlxpatch::merge;
using namespace std::string_literals;

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
    CHECK_FALSE(merged.non_default_diff);
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
  CHECK_FALSE(merged.non_default_diff);
  CHECK(merged.bytes == "a\nreturn\nb\ng\nc\na\n{\n}\nd\n}\nf\n x\n}\nb\na\n}\nb\n");
}

TEST_CASE("what conflicts by git's histogram merges by another diff, and says so") {
  const std::string base = "d\nd\nc\nc\n";
  CHECK_FALSE(merge_text(base, "a\nd\nc\n", "d\nc\n", {.effort = MergeEffort::verdict}).clean);
  const TextMerge merged = merge_text(base, "a\nd\nc\n", "d\nc\n");
  CHECK(merged.clean);
  CHECK(merged.non_default_diff);
  CHECK(merged.bytes == "a\nd\nc\n");
}

TEST_CASE("the conflict style is read from git's words") {
  CHECK(conflict_style_named("diff3") == ConflictStyle::diff3);
  CHECK(conflict_style_named("zdiff3") == ConflictStyle::zdiff3);
  CHECK(conflict_style_named("merge") == ConflictStyle::merge);
  CHECK(conflict_style_named("other") == ConflictStyle::merge);
}

#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/text.hpp>

using namespace mlxpatch;
using Parts = std::vector<std::string_view>;
using Names = std::vector<std::string>;

TEST_CASE("trimming takes blanks from the ends alone") {
  CHECK(trim(" \t a b \r\n") == "a b");
  CHECK(trim("   ").empty());
  CHECK(trim_end(" a \n") == " a");
  CHECK(trim_end("").empty());
}

TEST_CASE("a prefix is consumed only if the text begins with it") {
  std::string_view text = "a/b";
  CHECK_FALSE(consume(text, "b"));
  CHECK(text == "a/b");
  CHECK(consume(text, "a/"));
  CHECK(text == "b");
  CHECK_FALSE(consume(text, "bc"));
}

TEST_CASE("lower case is that of ASCII letters alone") { CHECK(to_lower("AZ@[\xc3\x84z") == "az@[\xc3\x84z"); }

TEST_CASE("splitting at a separator keeps empty parts") {
  CHECK(split("a,,b", ',') == Parts{"a", "", "b"});
  CHECK(split("", ',') == Parts{""});
  CHECK(split(",", ',') == Parts{"", ""});
}

TEST_CASE("lines keep their line end, and an empty text has none") {
  CHECK(split_lines("a\n\nb") == Parts{"a\n", "\n", "b"});
  CHECK(split_lines("a\n") == Parts{"a\n"});
  CHECK(split_lines("").empty());
}

TEST_CASE("joining puts the separator between the parts") {
  CHECK(join({"a", "b", "c"}, ", ") == "a, b, c");
  CHECK(join({}, ", ").empty());
}

TEST_CASE("edit distance counts insertions, deletions, replacements and swaps of neighbours") {
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("abc", "") == 3);
  CHECK(edit_distance("branch", "branch") == 0);
  CHECK(edit_distance("brnch", "branch") == 1);
  CHECK(edit_distance("branhc", "branch") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
}

TEST_CASE("near names are those within a typing error, nearest first") {
  const Names known{"branch", "url", "remote", "format", "filter"};
  CHECK(near_names("brnch", known) == Names{"branch"});
  CHECK(near_names("URL", known) == Names{"url"});
  CHECK(near_names("filtre", known).front() == "filter");
  CHECK(near_names("rem", known) == Names{"remote"});
  CHECK(near_names("zzz", known).empty());
  CHECK(near_names("a", {"b"}).empty());
  CHECK(near_names("re", {"url", "remote"}) == Names{"remote"});
  CHECK(near_names("r", {"url", "remote"}).empty());
  CHECK(near_names("uodate", {"update", "updates", "upgrade"}, 1) == Names{"update"});
  CHECK(near_names("main", {"main", "Main", "maint"}) == Names{"Main", "maint"});
}

TEST_CASE("text for a terminal shows control characters instead of sending them") {
  CHECK(escape_control("\x1b[31mred") == "\\x1b[31mred");
  CHECK(escape_control("a\nb\tc\r") == "a\\nb\\tc\\r");
  CHECK(escape_control(std::string_view("\0\x7f", 2)) == "\\x00\\x7f");
  CHECK(escape_control("\xc2\x9b"
                       "31m") == "\\u009b31m");
  CHECK(escape_control("\xe2\x80\xae"
                       "evil") == "\\u202eevil");
  CHECK(escape_control("naïve 日本 🚀") == "naïve 日本 🚀");
}

TEST_CASE("text for a terminal shows bytes that are not UTF-8") {
  CHECK(escape_control("caf\xe9") == "caf\\xe9");
  CHECK(escape_control("\xc0\xaf") == "\\xc0\\xaf");
  CHECK(escape_control("\xe2\x82") == "\\xe2\\x82");
}

TEST_CASE("UTF-8 has no overlong forms, no surrogates and nothing past the last code point") {
  CHECK(is_valid_utf8(""));
  CHECK(is_valid_utf8("é€🚀"));
  CHECK_FALSE(is_valid_utf8("\xc0\x80"));
  CHECK_FALSE(is_valid_utf8("\xe0\x80\x80"));
  CHECK_FALSE(is_valid_utf8("\xed\xa0\x80"));
  CHECK_FALSE(is_valid_utf8("\xf4\x90\x80\x80"));
  CHECK_FALSE(is_valid_utf8("\xff"));
  CHECK_FALSE(is_valid_utf8("a\xe2\x82"));
}

TEST_CASE("text is cut between characters") {
  CHECK(cut_utf8("abc", 3) == "abc");
  CHECK(cut_utf8("abc", 2) == "ab");
  CHECK(cut_utf8("a\xc3\xa9", 2) == "a");
  CHECK(cut_utf8("a\xf0\x9f\x9a\x80z", 4) == "a");
  CHECK(cut_utf8("a\xf0\x9f\x9a\x80z", 5) == "a\xf0\x9f\x9a\x80");
  CHECK(cut_utf8("\xc3\xa9", 1).empty());
}

TEST_CASE("a count agrees with its noun") {
  CHECK(count_of(0, "commit") == "0 commits");
  CHECK(count_of(1, "patch") == "1 patch");
  CHECK(count_of(3, "patch") == "3 patches");
  CHECK(count_of(2, "fix") == "2 fixes");
  CHECK(count_of(2, "entry", "entries") == "2 entries");
}

TEST_CASE("the subject is the first paragraph of a message on one line") {
  CHECK(subject_of("Add a flag\n\nBecause.\n") == "Add a flag");
  CHECK(subject_of("\n\nAdd a\nlong flag  \n\nBecause.") == "Add a long flag");
  CHECK(subject_of("Add a flag") == "Add a flag");
  CHECK(subject_of("").empty());
  CHECK(subject_of("\n \n").empty());
}

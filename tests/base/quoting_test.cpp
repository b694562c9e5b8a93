#include <optional>
#include <string>
#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/quoting.hpp>

using namespace mlxpatch;

namespace {

/// The path at the front of `text` and what follows it; std::nullopt if the quoting is broken.
std::optional<std::string> consumed(std::string_view text) {
  const auto path = consume_quoted_path(text);
  return path ? std::optional(*path + "|" + std::string(text)) : std::nullopt;
}

}  // namespace

TEST_CASE("a path is quoted as git quotes it, and only if it must be") {
  CHECK(quote_path("a/b c~'#.txt") == "a/b c~'#.txt");
  CHECK(quote_path("").empty());
  CHECK(quote_path("a\tb") == R"("a\tb")");
  CHECK(quote_path("a\"b\\c") == R"("a\"b\\c")");
  CHECK(quote_path("\a\b\n\v\f\r") == R"("\a\b\n\v\f\r")");
  CHECK(quote_path("caf\xc3\xa9") == R"("caf\303\251")");
  CHECK(quote_path("\x01\x1f\x7f") == R"("\001\037\177")");
  CHECK(quote_path("~") == "~");
}

TEST_CASE("a quoted path is read up to its closing quotation mark") {
  CHECK(consumed(R"("a b" rest)") == "a b| rest");
  CHECK(consumed(R"("")") == "|");
  CHECK(consumed(R"("a\"b\\c\t")") == "a\"b\\c\t|");
  CHECK(consumed(R"("caf\303\251")") == "caf\xc3\xa9|");
  CHECK(consumed(R"("\0017\377")") ==
        "\x01"
        "7\xff|");
}

TEST_CASE("broken quoting of a path is refused") {
  for (const char* text :
       {R"("a)", R"(")", R"("a\)", R"("a\")", R"("\q")", R"("\12")", R"("\400")", R"("\08a")", R"("\1)"}) {
    INFO(text);
    CHECK_FALSE(consumed(text));
  }
}

TEST_CASE("any bytes but NUL survive being quoted and read") {
  std::string path;
  for (int byte = 1; byte < 256; ++byte) path += static_cast<char>(byte);
  CHECK(consumed(quote_path(path)) == path + "|");
}

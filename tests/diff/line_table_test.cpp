#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/diff/line_table.hpp>

#include <support/random.hpp>

using namespace mlxpatch;

namespace {

Bytes bytes_of(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

/// A text of very few letters, so that two of them have ends in common, and lines.
std::string make_text(tests::Random& random) {
  constexpr std::string_view k_letters = "ab\n";
  std::string text;
  for (std::size_t left = random.below(12); left > 0; --left) text += k_letters[random.below(k_letters.size())];
  return text;
}

void check_like(const std::string& other, const std::string& text) {
  diff::LineTable table;
  const diff::NumberedLines first = table.number(bytes_of(other));
  const diff::NumberedLines like = table.number_like(first, bytes_of(text));
  const diff::NumberedLines plain = table.number(bytes_of(text));
  INFO("\"" << other << "\" and \"" << text << "\"");
  CHECK(like.numbers == plain.numbers);
  CHECK(like.starts == plain.starts);
  CHECK(*like.bytes == text);
}

}  // namespace

TEST_CASE("a text numbered like another one has the numbers that it has by itself") {
  const std::string texts[] = {"", "a", "a\n", "ab", "ab\n", "a\nb", "a\nb\n", "b\n", "xb\n", "a\n\nb", "\n", "\n\n"};
  for (const std::string& other : texts) {
    for (const std::string& text : texts) check_like(other, text);
  }
  tests::Random random(3);
  for (int round = 0; round < 20000; ++round) check_like(make_text(random), make_text(random));
}

TEST_CASE("a line's text is found by its number") {
  diff::LineTable table;
  const diff::NumberedLines lines = table.number(bytes_of("a\nb\na\nc"));
  CHECK(table.size() == 3);
  CHECK(table.text(lines.numbers[2]) == "a\n");
  CHECK(table.text(lines.numbers[3]) == "c");
}

#include "format/encoded_word.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/patch/format/charset.hpp>

#include "format/transfer.hpp"

namespace mlxpatch::patch {
namespace {

// RFC 2047 allows 75 characters per word; some writers use more.
constexpr std::size_t k_longest_charset = 64;
constexpr std::size_t k_longest_word = 2048;

struct EncodedWord {
  std::string charset;
  std::string bytes;
};

/// Consumes "=?charset?encoding?text?=" at the front; leaves `text` alone if it does not begin so.
std::optional<EncodedWord> consume_word(std::string_view& text) {
  std::string_view rest = text;
  if (!consume(rest, "=?")) return std::nullopt;
  const std::size_t charset_end = rest.substr(0, k_longest_charset).find('?');
  if (charset_end == std::string_view::npos || charset_end + 2 >= rest.size() || rest[charset_end + 2] != '?') {
    return std::nullopt;
  }
  const char encoding = rest[charset_end + 1];
  const std::size_t start = charset_end + 3;
  const std::size_t end = rest.substr(0, k_longest_word).find("?=", start);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view encoded = rest.substr(start, end - start);
  EncodedWord word;
  const std::string_view charset = rest.substr(0, charset_end);
  word.charset = to_lower(charset.substr(0, charset.find('*')));  // RFC 2231 allows a language after it
  if (encoding == 'q' || encoding == 'Q') {
    word.bytes = decode_quoted_printable(encoded, Underscores::are_blanks);
  } else if ((encoding != 'b' && encoding != 'B') || !Base64Decoder().decode(encoded, word.bytes)) {
    return std::nullopt;
  }
  text = rest.substr(end + 2);
  return word;
}

/// The text behind the white space in front of it.
std::string_view without_gap(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
}

/// Whether another encoded word follows, so that the white space before it is no part of the text (RFC 2047).
bool is_followed_by_word(std::string_view text) {
  text = without_gap(text);
  return consume_word(text).has_value();
}

std::optional<std::string> to_utf8(const EncodedWord& word) {
  const std::optional<ToUtf8> converter = ToUtf8::from(word.charset);
  return converter ? converter->convert(word.bytes) : std::nullopt;
}

/// Decodes the words in a row that have one charset together: some writers split a character. Those of a charset that
/// is not known, or that are not valid in theirs, stay as they are. Returns false if no word is in front.
bool take_words(std::string_view& text, std::string& decoded) {
  std::string_view rest = text;
  std::optional<EncodedWord> words = consume_word(rest);
  if (!words) return false;
  while (true) {
    std::string_view following = without_gap(rest);
    const std::optional<EncodedWord> next = consume_word(following);
    if (!next || next->charset != words->charset) break;
    words->bytes += next->bytes;
    rest = following;
  }
  const std::string_view written = text.substr(0, text.size() - rest.size());
  text = rest;
  const std::optional<std::string> utf8 = to_utf8(*words);
  decoded += utf8 ? *utf8 : std::string(written);
  if (utf8 && is_followed_by_word(text)) text = without_gap(text);
  return true;
}

/// Letters and the few other characters that RFC 2047 allows everywhere in a header.
bool is_plain_in_word(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9') || std::string_view("!*+-/").find(character) != std::string_view::npos;
}

/// How many bytes the first character has; 1 if it is not UTF-8.
std::size_t character_length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  return length <= text.size() && is_valid_utf8(text.substr(0, length)) ? length : 1;
}

std::string encode_character(std::string_view bytes) {
  constexpr std::string_view k_hex = "0123456789ABCDEF";
  if (bytes.size() == 1 && is_plain_in_word(bytes.front())) return std::string(bytes);
  std::string encoded;
  for (const char character : bytes) {
    const auto byte = static_cast<unsigned char>(character);
    encoded += '=';
    encoded += k_hex[byte >> 4U];
    encoded += k_hex[byte & 0xfU];
  }
  return encoded;
}

}  // namespace

std::string decode_words(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  while (!text.empty()) {
    const std::size_t start = std::min(text.find("=?"), text.size());
    decoded += utf8_by_guess(text.substr(0, start));
    text.remove_prefix(start);
    if (text.empty()) break;
    if (take_words(text, decoded)) continue;
    decoded += "=?";
    text.remove_prefix(2);
  }
  return decoded;
}

std::string encode_words(std::string_view text, std::size_t used) {
  constexpr std::size_t k_longest_line = 76;
  constexpr std::string_view k_start = "=?UTF-8?q?";
  constexpr std::string_view k_end = "?=";
  std::string words(k_start);
  std::size_t column = used + k_start.size();
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    const std::string encoded = encode_character(text.substr(0, length));
    text.remove_prefix(length);
    if (column + encoded.size() + k_end.size() > k_longest_line) {
      words += std::string(k_end) + "\n " + std::string(k_start);
      column = 1 + k_start.size();
    }
    words += encoded;
    column += encoded.size();
  }
  return words + std::string(k_end);
}

}  // namespace mlxpatch::patch

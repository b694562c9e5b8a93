#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mlxpatch::patch {

/// An encoded word of nothing. No mail program writes one; our writer does where a name is empty.
inline constexpr std::string_view k_empty_word =
    "=?UTF-8?q?"
    "?=";

/// Decodes the encoded words (RFC 2047) of a header's text to UTF-8. The rest is read by utf8_by_guess(). A word in an
/// unknown charset stays as it is.
std::string decode_words(std::string_view text);

/// Encodes the text as words (UTF-8, Q encoding) that decode to it byte for byte, folded so that no line is longer than
/// 76 characters; the first line already has `used` of them.
std::string encode_words(std::string_view text, std::size_t used);

}  // namespace mlxpatch::patch

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mlxpatch::patch {

/// A header's text with its encoded words (RFC 2047) put into UTF-8. What is no encoded word stays; bytes above 126 are
/// taken as utf8_by_guess() does. A word of a charset that is not known stays as it is.
std::string decode_words(std::string_view text);

/// The text as encoded words (UTF-8, Q encoding) that decode to it byte for byte; folded so that no line is longer than
/// 76 characters, the first with `used` characters in front of it.
std::string encode_words(std::string_view text, std::size_t used);

}  // namespace mlxpatch::patch

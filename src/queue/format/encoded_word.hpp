#pragma once

#include <string>
#include <string_view>

namespace mlxpatch::queue {

/// A header's text with its encoded words (RFC 2047) put into UTF-8. What is no encoded word stays; bytes above 126 are
/// taken as utf8_by_guess() does. A word of a charset that is not known stays as it is.
std::string decode_words(std::string_view text);

}  // namespace mlxpatch::queue

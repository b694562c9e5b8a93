#pragma once

#include <string>
#include <string_view>

namespace mlxpatch::patch {

/// Decodes one line of a quoted-printable text (RFC 2045), with its end; a line that ends with "=" goes on in the next.
/// What is no valid escape stays as it is. `underscores` is for the Q encoding of headers (RFC 2047), where "_" is a
/// blank and no line ends.
enum class Underscores { keep, are_blanks };
std::string decode_quoted_printable(std::string_view line, Underscores underscores = Underscores::keep);

/// Decodes base64 (RFC 4648) piece by piece; blanks and line ends between the digits are nothing.
class Base64Decoder {
 public:
  /// False for a character that base64 does not have.
  bool decode(std::string_view digits, std::string& bytes);

 private:
  unsigned m_bits = 0;
  unsigned m_count = 0;
};

}  // namespace mlxpatch::patch

#pragma once

#include <string>
#include <string_view>

namespace mlxpatch::patch {

/// What "_" is: itself in a text, a blank in the Q encoding of headers (RFC 2047).
enum class Underscores { keep, are_blanks };

/// Decodes one line of a quoted-printable text (RFC 2045), given with its end; a line that ends with "=" is continued
/// by the next. What is not a valid escape stays as it is.
std::string decode_quoted_printable(std::string_view line, Underscores underscores = Underscores::keep);

/// Decodes base64 (RFC 4648) piece by piece; ignores blanks and line ends between the digits.
class Base64Decoder {
 public:
  /// Appends to `bytes`. Returns false for a character that base64 does not have.
  bool decode(std::string_view digits, std::string& bytes);

 private:
  unsigned m_bits = 0;
  unsigned m_count = 0;
};

}  // namespace mlxpatch::patch

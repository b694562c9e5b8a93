#include "toml_text.hpp"

#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>

#include "toml_parse.hpp"

namespace mlxpatch::workspace {

namespace {

void refuse_other_encodings(std::string_view text) {
  if (is_valid_utf8(text)) return;
  throw Error(fmt::format("this text is not UTF-8, which a TOML file must be: '{}'", escape_control(text)));
}

/// One character as it is written in a quoted text; quotes are left to the caller.
std::string escaped(char letter) {
  switch (letter) {
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  const auto code = static_cast<unsigned char>(letter);
  if (code < 0x20 || code == 0x7F) return fmt::format("\\u{:04X}", code);
  return std::string(1, letter);
}

}  // namespace

std::string toml_quoted(std::string_view text) {
  refuse_other_encodings(text);
  std::string quoted = "\"";
  for (const char letter : text) quoted += letter == '"' ? "\\\"" : escaped(letter);
  return quoted + '"';
}

std::string toml_quoted_lines(std::string_view text) {
  refuse_other_encodings(text);
  std::string quoted = "\"\"\"\n";
  for (std::size_t index = 0; index < text.size(); ++index) {
    const char letter = text[index];
    if (letter == '"') {
      // A single quote may stay as it is; a second in a row, or the last, would join those that end the text.
      const bool is_alone = quoted.back() != '"' && index + 1 < text.size();
      quoted += is_alone ? "\"" : "\\\"";
    } else if (letter == '<' && quoted.back() == '\n' && text.substr(index).starts_with(k_conflict_marker)) {
      quoted += "\\u003C";
    } else {
      quoted += letter == '\n' ? "\n" : escaped(letter);
    }
  }
  return quoted + "\"\"\"";
}

}  // namespace mlxpatch::workspace

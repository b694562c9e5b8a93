#include "toml_characters.hpp"

#include <mlxpatch/base/text.hpp>
#include <string>

namespace mlxpatch::workspace {

namespace {

bool is_ascii(char letter) { return static_cast<unsigned char>(letter) < 0x80; }
bool continues_a_character(char letter) { return (static_cast<unsigned char>(letter) & 0xC0) == 0x80; }
bool is_control(char letter) {
  const bool is_blank = letter == '\t' || letter == '\n' || letter == '\r';
  return (static_cast<unsigned char>(letter) < 0x20 && !is_blank) || letter == 0x7F;
}

/// Whether the place that it has come to lies in quotes or in a comment, where any text may stand.
class Surroundings {
 public:
  /// Goes over the beginning of `rest`, and returns how many bytes that was: a delimiter, an escape, or one character.
  std::size_t pass(std::string_view rest) {
    const char letter = rest.front();
    if (m_in_comment) {
      m_in_comment = letter != '\n';
      m_last_outside = letter;
    } else if (m_closing.empty()) {
      return pass_outside(rest);
    } else if (letter == '\\' && m_closing.front() == '"') {
      return rest.size() > 1 && is_ascii(rest[1]) && rest[1] != '\n' ? 2 : 1;
    } else if (rest.starts_with(m_closing)) {
      return pass_closing(rest);
    } else if (letter == '\n' && m_closing.size() == 1) {
      // A text on one line that is not closed: the parser will say so.
      m_closing.clear();
      m_last_outside = letter;
    }
    return 1;
  }

  /// Whether a quote would stand inside of a bare word or right behind a text: the parser takes it for a part of those.
  bool misplaces_quote(char letter) const {
    constexpr std::string_view k_before_text = " \t\r\n=[,{.";
    const bool is_opening = !take_any_text() && (letter == '"' || letter == '\'');
    return is_opening && k_before_text.find(m_last_outside) == std::string_view::npos;
  }

  bool take_any_text() const { return m_in_comment || !m_closing.empty(); }

 private:
  std::size_t pass_outside(std::string_view rest) {
    const char letter = rest.front();
    m_last_outside = letter;
    m_in_comment = letter == '#';
    if (letter != '"' && letter != '\'') return 1;
    const std::string three(3, letter);
    m_closing = rest.starts_with(three) ? three : std::string(1, letter);
    return m_closing.size();
  }

  std::size_t pass_closing(std::string_view rest) {
    const char quote = rest.front();
    std::size_t length = m_closing.size();
    // A text over several lines may end with one or two quotes of its own before the three that close it.
    const std::size_t longest = length == 3 ? 5 : 1;
    while (length < longest && length < rest.size() && rest[length] == quote) ++length;
    m_closing.clear();
    return length;
  }

  bool m_in_comment = false;
  char m_last_outside = '\n';  ///< the last character outside of quotes and comments; a text's own quote behind it
  std::string m_closing;       ///< the delimiter that ends the text in quotes; empty outside
};

std::size_t character_length(std::string_view rest) {
  std::size_t length = 1;
  while (length < rest.size() && length < 4 && continues_a_character(rest[length])) ++length;
  return length;
}

}  // namespace

std::optional<RefusedCharacter> find_refused_character(std::string_view text) {
  constexpr std::string_view k_byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(k_byte_order_mark)) text.remove_prefix(k_byte_order_mark.size());
  Surroundings surroundings;
  TomlPlace place{1, 1};
  while (!text.empty()) {
    if (!is_ascii(text.front())) {
      const std::string_view character = text.substr(0, character_length(text));
      if (!surroundings.take_any_text() || !is_valid_utf8(character)) return RefusedCharacter{place, character};
      text.remove_prefix(character.size());
      ++place.column;
      continue;
    }
    if (surroundings.misplaces_quote(text.front())) return RefusedCharacter{place, text.substr(0, 1)};
    const std::size_t length = surroundings.pass(text);
    for (const char letter : text.substr(0, length)) {
      if (is_control(letter)) return RefusedCharacter{place, text.substr(0, 1)};
      place = letter == '\n' ? TomlPlace{place.line + 1, 1} : TomlPlace{place.line, place.column + 1};
    }
    text.remove_prefix(length);
  }
  return std::nullopt;
}

}  // namespace mlxpatch::workspace

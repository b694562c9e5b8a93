#include "toml_precheck.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <mlxpatch/base/text.hpp>

namespace mlxpatch::workspace {

namespace {

bool is_ascii(char letter) { return static_cast<unsigned char>(letter) < 0x80; }
bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool continues_a_character(char letter) { return (static_cast<unsigned char>(letter) & 0xC0) == 0x80; }
bool is_forbidden(char letter) {
  const bool is_blank = letter == '\t' || letter == '\n' || letter == '\r';
  return is_control(letter) && !is_blank;
}

/// Whether the current place is in quotes or in a comment, where any text is allowed.
class Surroundings {
 public:
  /// Steps over the beginning of `rest` and returns how many bytes that was: a delimiter, an escape, or one character.
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
      // A single-line text that is not closed: the parser will say so.
      m_closing.clear();
      m_last_outside = letter;
    }
    return 1;
  }

  /// Whether this is a quote inside of a bare word or right after a text, which the parser takes for a part of those.
  bool misplaces_quote(char letter) const {
    constexpr std::string_view k_before_text = " \t\r\n=[,{.";
    const bool is_opening = !allow_any_text() && (letter == '"' || letter == '\'');
    return is_opening && k_before_text.find(m_last_outside) == std::string_view::npos;
  }

  bool ends_comment(char letter) const { return m_in_comment && letter == '\n'; }

  bool allow_any_text() const { return m_in_comment || !m_closing.empty(); }

  /// Whether a backslash escapes here.
  bool allow_escapes() const { return m_closing.starts_with('"'); }

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
    // A multi-line text may end with one or two quotes of its own before the three that close it.
    const std::size_t longest = length == 3 ? 5 : 1;
    while (length < longest && length < rest.size() && rest[length] == quote) ++length;
    m_closing.clear();
    return length;
  }

  bool m_in_comment = false;
  char m_last_outside = '\n';  ///< the last character outside of quotes and comments; after a text its quote
  std::string m_closing;       ///< the delimiter that ends the text in quotes; empty outside
};

/// Counts the parts of the dotted key at the current place. Values are counted, too, and have too few dots to matter.
class KeyDepth {
 public:
  /// Takes one character from outside of quotes and comments; returns whether the key has too many parts.
  bool exceeded_by(char letter, const toml::source_position& place) {
    constexpr std::string_view k_ends_of_keys = "\n=,[]{}";
    constexpr std::string_view k_blanks = " \t\r";
    if (k_ends_of_keys.find(letter) != std::string_view::npos) {
      m_begin = {};
      m_parts = 1;
      return false;
    }
    if (!m_begin && k_blanks.find(letter) == std::string_view::npos) m_begin = place;
    if (letter == '.') ++m_parts;
    return m_parts > k_most_parts;
  }

  const toml::source_position& begin() const { return m_begin; }

  static constexpr std::size_t k_most_parts = 16;

 private:
  toml::source_position m_begin{};
  std::size_t m_parts = 1;
};

/// Follows brackets: the parser takes for granted that a key follows those of a header like [checkout] or [[patch]],
/// and that no '}' stands where a list may have a value.
class Brackets {
 public:
  /// Takes one character from outside of quotes and comments, or the quote that begins a text; returns whether the
  /// brackets around it allow it.
  bool allows(char letter) {
    const char last = m_last;
    if (!is_blank(letter) && letter != '#') m_last = letter;
    if (m_brackets > 0 && !m_has_key) return begin_header(letter);
    if (letter == '\n' && m_open.empty()) {
      *this = {};
    } else if (letter == '=') {
      if (m_has_equals) return false;
      m_has_equals = true;
      m_in_value = true;
    } else if (m_in_value && (letter == '[' || letter == '{')) {
      return open(letter, last);
    } else if (!m_open.empty() && (letter == ']' || letter == '}')) {
      if (letter == '}' && m_open.back() == '[') return false;
      m_open.pop_back();
      m_has_equals = true;
    } else if (letter == ',' && m_open.ends_with('{')) {
      m_has_equals = false;
    } else if (letter == '[' && !m_has_key) {
      m_brackets = 1;
    } else if (!is_blank(letter)) {
      m_has_key = true;
    }
    return true;
  }

 private:
  static constexpr std::string_view k_before_brackets = "=[,{";

  static bool is_blank(char letter) { return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n'; }

  bool open(char letter, char before) {
    // Behind a bare value it would be a part of that for the parser, and so would a text in it.
    if (k_before_brackets.find(before) == std::string_view::npos) return false;
    m_open += letter;
    if (letter == '{') m_has_equals = false;
    return true;
  }

  bool begin_header(char letter) {
    if (letter == ' ' || letter == '\t') return true;
    if (letter == '[' && m_brackets == 1) {
      m_brackets = 2;
      return true;
    }
    m_has_key = true;
    const bool is_letter = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
    // The parser has words of its own for an empty header.
    constexpr std::string_view k_others = "_-\"']";
    return is_letter || is_digit(letter) || k_others.find(letter) != std::string_view::npos;
  }

  char m_last = '\0';         ///< the last character that was not blank and begins no comment
  int m_brackets = 0;         ///< of the header at the current place
  bool m_has_key = false;     ///< the statement has begun with something else than a bracket
  bool m_in_value = false;    ///< after '='
  bool m_has_equals = false;  ///< the same of the innermost key; a second '=' would let a quote stand in a bare value
  std::string m_open;         ///< the brackets that are open in the value, which may hold line ends
};

/// Whether a text ends with a date and its 'T', as in 2026-01-08T: the parser takes for granted that a digit follows.
bool ends_with_date(std::string_view passed) {
  constexpr std::string_view k_form = "0000-00-00T";
  if (passed.size() < k_form.size()) return false;
  const std::string_view last = passed.substr(passed.size() - k_form.size());
  for (std::size_t index = 0; index < last.size(); ++index) {
    const char letter = last[index] == 't' ? 'T' : last[index];
    if ((letter >= '0' && letter <= '9' ? '0' : letter) != k_form[index]) return false;
  }
  return true;
}

/// Whether a text ends with a backslash that escapes or joins lines, and what is blank behind it. No character beyond
/// ASCII may be there, and the parser's idea of which of them are blank, too, is undefined for some.
bool ends_with_backslash(std::string_view passed) {
  const std::size_t last = passed.find_last_not_of(" \t\r\n");
  if (last == std::string_view::npos || passed[last] != '\\') return false;
  const std::size_t other = passed.find_last_not_of('\\', last);
  return (other == std::string_view::npos ? last + 1 : last - other) % 2 == 1;
}

/// Whether a text ends with what looks like a date to the parser, a blank and one digit, as in 2026-01-08 1: there, it
/// takes for granted that the value goes on.
bool ends_with_date_and_digit(std::string_view passed) {
  constexpr std::string_view k_before_values = " \t\n=,[{";
  constexpr std::size_t k_date = 10;
  if (passed.size() < k_date + 2 || !is_digit(passed.back()) || passed[passed.size() - 2] != ' ') return false;
  const std::string_view rest = passed.substr(0, passed.size() - 2);
  const std::size_t before = rest.find_last_of(k_before_values);
  std::string date(before == std::string_view::npos ? rest : rest.substr(before + 1));
  date.erase(std::remove(date.begin(), date.end(), '_'), date.end());
  return date.size() == k_date && is_digit(date[0]) && date[4] == '-' && date[7] == '-';
}

/// Whether this character ends a date where the parser wants more of it.
bool cuts_date(char letter, std::string_view passed) {
  constexpr std::string_view k_ends_of_values = " \t\r\n,]}#";
  if (!is_digit(letter) && ends_with_date(passed)) return true;
  return k_ends_of_values.find(letter) != std::string_view::npos && ends_with_date_and_digit(passed);
}

/// Whether a character beyond ASCII may stand behind what was passed.
bool is_allowed(std::string_view character, const Surroundings& surroundings, std::string_view passed) {
  if (!surroundings.allow_any_text() || !is_valid_utf8(character)) return false;
  return !surroundings.allow_escapes() || !ends_with_backslash(passed);
}

std::size_t character_length(std::string_view rest) {
  std::size_t length = 1;
  while (length < rest.size() && length < 4 && continues_a_character(rest[length])) ++length;
  return length;
}

TomlDefect refused_character(const toml::source_position& place, std::string_view bytes) {
  return {place, fmt::format("this is not valid TOML: '{}' is not allowed here", escape_control(bytes)),
          "put text between straight quotes (\"...\"), in UTF-8; write control characters as \\uXXXX there"};
}

TomlDefect deep_key(const toml::source_position& place) {
  return {place, fmt::format("a key here has more than {} parts", KeyDepth::k_most_parts),
          "a key is a name or a few names with dots between them, as in upstream.url = \"value\""};
}

/// Moves the place past the text; false at a control character.
bool advance(toml::source_position& place, std::string_view passed) {
  for (const char letter : passed) {
    if (is_forbidden(letter)) return false;
    place =
        letter == '\n' ? toml::source_position{place.line + 1, 1} : toml::source_position{place.line, place.column + 1};
  }
  return true;
}

}  // namespace

std::optional<TomlDefect> find_toml_defect(std::string_view text) {
  constexpr std::string_view k_byte_order_mark = "\xef\xbb\xbf";
  consume(text, k_byte_order_mark);
  Surroundings surroundings;
  KeyDepth depth;
  Brackets brackets;
  toml::source_position place{1, 1};
  const std::string_view whole = text;
  while (!text.empty()) {
    const std::string_view passed = whole.substr(0, whole.size() - text.size());
    if (!is_ascii(text.front())) {
      const std::string_view character = text.substr(0, character_length(text));
      if (!is_allowed(character, surroundings, passed)) return refused_character(place, character);
      text.remove_prefix(character.size());
      ++place.column;
      continue;
    }
    if (surroundings.misplaces_quote(text.front())) return refused_character(place, text.substr(0, 1));
    if (!surroundings.allow_any_text() || surroundings.ends_comment(text.front())) {
      const bool is_cut = !surroundings.allow_any_text() && cuts_date(text.front(), passed);
      if (is_cut || !brackets.allows(text.front())) return refused_character(place, text.substr(0, 1));
      if (depth.exceeded_by(text.front(), place)) return deep_key(depth.begin());
    }
    const std::size_t length = surroundings.pass(text);
    if (!advance(place, text.substr(0, length))) return refused_character(place, text.substr(0, 1));
    text.remove_prefix(length);
  }
  return std::nullopt;
}

}  // namespace mlxpatch::workspace

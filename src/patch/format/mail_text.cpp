#include "format/mail_text.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/text.hpp>

#include "format/from_line.hpp"
#include "format/lines.hpp"
#include "format/mail_header.hpp"
#include "format/message.hpp"
#include "format/unusable_diff.hpp"

namespace mlxpatch::patch {
namespace {

/// Whether git or our own reader ends a message at the line. Git looks at a line after it has converted it to UTF-8, so
/// encoding characters of the line does not help; encoding the line break before it does.
bool ends_message(std::string_view line) {
  return is_separator(line) || line.starts_with("--- ") || line.starts_with("diff -") || line.starts_with("Index: ") ||
         may_start_unusable(line);
}

/// Whether mboxrd would have quoted the line. It shows our own reader that the writer does not quote.
bool is_bare_from(std::string_view line) { return line.starts_with("From ") && !is_from_line(line); }

bool has_line_that(bool (*is)(std::string_view), std::string_view text) {
  for (const std::string_view line : split_lines(text)) {
    if (is(Line{line, 0}.content())) return true;
  }
  return false;
}

/// Finds the lines that mean something to readers that look at them before converting them to UTF-8.
class Markings {
 public:
  Markings(std::string_view body, MessageEnd end)
      : m_may_be_mboxrd(!has_line_that(is_bare_from, body)), m_may_have_signature(end == MessageEnd::end_of_mail) {}

  bool marks(std::string_view line) const {
    return is_from_line(line) || (m_may_be_mboxrd && is_quoted_from(line)) || is_scissors(line) ||
           (m_may_have_signature && line == "-- ");
  }

  bool marks_any(std::string_view body) const {
    for (const std::string_view line : split_lines(body)) {
      if (marks(Line{line, 0}.content())) return true;
    }
    return false;
  }

 private:
  bool m_may_be_mboxrd;
  bool m_may_have_signature;
};

bool begins_like_header(std::string_view body) {
  constexpr std::array<std::string_view, 3> k_fields{"from", "date", "subject"};
  for (const std::string_view text : split_lines(body)) {
    const std::string_view line = Line{text, 0}.content();
    if (trim(line).empty()) continue;
    if (line.starts_with("[PATCH]") || line.starts_with(">From") || line.starts_with("# HG ")) return true;
    const std::string name = to_lower(line.substr(0, field_name_length(line)));
    for (const std::string_view field : k_fields) {
      if (name == field) return true;
    }
    return false;
  }
  return false;
}

/// Whether git removes more than white space from the front of the subject, even with --keep-non-patch.
bool git_shortens(std::string_view subject) {
  constexpr std::size_t k_shortest_tag = 7;
  while (true) {
    while (subject.starts_with(' ') || subject.starts_with('\t')) subject.remove_prefix(1);
    if (subject.starts_with(':') || to_lower(subject.substr(0, 3)) == "re:") return true;
    const std::size_t close = subject.starts_with('[') ? subject.find(']') : std::string_view::npos;
    if (close == std::string_view::npos) return false;
    const std::string_view tag = subject.substr(0, close + 1);
    if (tag.size() >= k_shortest_tag && tag.find("PATCH") != std::string_view::npos) return true;
    subject.remove_prefix(tag.size());
  }
}

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

std::uint32_t consume_character(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  std::uint32_t character = length == 1 ? lead : lead & (0x7fU >> length);
  for (const char byte : text.substr(1, length - 1))
    character = (character << 6U) | (static_cast<unsigned char>(byte) & 0x3fU);
  text.remove_prefix(length);
  return character;
}

/// Writes UTF-7: UTF-16 in base 64 between "+" and "-".
class Utf7Writer {
 public:
  void put(std::uint32_t character) {
    if (is_direct(character)) {
      close();
      m_text += static_cast<char>(character);
      return;
    }
    put_encoded(character);
  }

  void put_encoded(std::uint32_t character) {
    if (!m_open) m_text += '+';
    m_open = true;
    constexpr std::uint32_t k_first_pair = 0x10000;
    if (character < k_first_pair) {
      put_unit(character);
      return;
    }
    put_unit(0xd800U + ((character - k_first_pair) >> 10U));
    put_unit(0xdc00U + ((character - k_first_pair) & 0x3ffU));
  }

  std::string take() {
    close();
    return std::move(m_text);
  }

 private:
  static bool is_direct(std::uint32_t character) {
    const bool is_printable = character >= 0x20 && character < 0x7f;
    return (is_printable && character != '+' && character != '\\' && character != '~') || character == '\t' ||
           character == '\n' || character == '\r';
  }

  void put_unit(std::uint32_t unit) {
    m_bits = (m_bits << 16U) | unit;
    for (m_count += 16; m_count >= 6; m_count -= 6) put_digit((m_bits >> (m_count - 6)) & 0x3fU);
    m_bits &= 0x3fU;
  }

  void put_digit(std::uint32_t value) {
    constexpr std::string_view k_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    m_text += k_digits[value];
  }

  void close() {
    if (!m_open) return;
    if (m_count > 0) put_digit((m_bits << (6 - m_count)) & 0x3fU);
    m_text += '-';
    m_open = false;
    m_bits = 0;
    m_count = 0;
  }

  std::string m_text;
  bool m_open = false;
  std::uint32_t m_bits = 0;
  unsigned m_count = 0;
};

/// Every "From " line, scissors line and signature has one of these characters.
bool is_marking(std::uint32_t character) {
  return character == 'F' || character == '-' || character == '>' || character == '<' || character == '%';
}

/// In which lines the marking characters are encoded.
enum class Protected { marking_lines, all_lines };

std::string in_utf7(std::string_view body, const Markings& markings, Protected which) {
  Utf7Writer writer;
  const std::vector<std::string_view> lines = split_lines(body);
  for (std::size_t index = 0; index < lines.size(); ++index) {
    std::string_view rest = lines[index];
    const bool marked = which == Protected::all_lines || markings.marks(Line{rest, 0}.content());
    const bool joins_next = index + 1 < lines.size() && ends_message(Line{lines[index + 1], 0}.content());
    while (!rest.empty()) {
      const std::uint32_t character = consume_character(rest);
      if ((marked && is_marking(character)) || (joins_next && character == '\n')) {
        writer.put_encoded(character);
      } else {
        writer.put(character);
      }
    }
  }
  return writer.take();
}

}  // namespace

MailText lay_out(std::string_view message, MessageEnd end) {
  MailText text;
  const std::size_t gap = message.find("\n\n");
  text.subject = gap == std::string_view::npos ? message : message.substr(0, gap);
  text.body = gap == std::string_view::npos ? std::string_view{} : message.substr(gap + 2);
  if (text.subject.ends_with('\n')) text.subject.pop_back();
  const bool begins_with_end = !text.body.empty() && ends_message(Line{first_line(text.body), 0}.content());
  if (begins_with_end && ends_message(first_line(text.subject))) {
    // Neither part can begin the body, so the whole message goes into the header.
    text.subject = message.substr(0, message.size() - 1);
    text.body.clear();
  } else if (begins_with_end || trim(first_line(text.subject)).empty() || git_shortens(text.subject)) {
    text.subject.clear();
    text.body = message;
  }
  text.needs_from = begins_like_header(text.body);
  text.needs_utf7 = has_line_that(ends_message, text.body) || Markings(text.body, end).marks_any(text.body);
  return text;
}

std::string protect_in_utf7(std::string_view body, MessageEnd end) {
  const Markings markings(body, end);
  std::string text = in_utf7(body, markings, Protected::marking_lines);
  // UTF-7 adds characters of its own, which can make a line look like scissors.
  return markings.marks_any(text) ? in_utf7(body, markings, Protected::all_lines) : text;
}

}  // namespace mlxpatch::patch

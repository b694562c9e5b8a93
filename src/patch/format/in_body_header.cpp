#include "format/in_body_header.hpp"

#include <cstddef>
#include <string>
#include <string_view>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/date.hpp>

#include "format/encoded_word.hpp"
#include "format/format_patch_line.hpp"
#include "format/lines.hpp"
#include "format/mail_header.hpp"
#include "format/mailbox.hpp"
#include "format/message.hpp"

namespace mlxpatch::patch {
namespace {

/// mboxrd quotes a line like a mail's first one.
std::string_view unquoted_from(std::string_view line) {
  consume(line, ">");
  return line;
}

bool is_patch_subject(std::string_view line) {
  return consume(line, "[PATCH]") && (line.starts_with(' ') || line.starts_with('\t'));
}

class InBodyReader {
 public:
  InBodyReader(Cursor& cursor, std::size_t end) : m_cursor(cursor), m_index(cursor.index()), m_end(end) {}

  void read() {
    while (m_index < m_end && take_line()) {
    }
    if (m_has_taken) m_cursor.move_to(m_index);
  }

  void give(Message& message) {
    if (m_found.subject) message.subject = m_found.subject;
    if (m_found.author) message.author = m_found.author;
    if (m_found.date) message.date = m_found.date;
  }

 private:
  std::string_view line_at(std::size_t index) const { return m_cursor.lines()[index].content(); }

  /// Goes on behind what has been understood.
  bool accept(std::size_t next) {
    m_index = next;
    m_has_taken = true;
    return true;
  }

  /// Returns false at the end of the headers.
  bool take_line() {
    const std::string_view line = line_at(m_index);
    if (line.empty()) {
      if (m_has_field) {
        accept(m_index + 1);
        return false;
      }
      ++m_index;
      return true;
    }
    if (is_format_patch_line(unquoted_from(line))) return accept(m_index + 1);
    if (is_patch_subject(line) && !m_found.subject) {
      m_found.subject = decode_words(trim(line));
      return accept(m_index + 1);
    }
    return take_field(line);
  }

  bool take_field(std::string_view line) {
    const std::size_t length = field_name_length(line);
    if (length == 0) return false;
    std::string value(line.substr(length + 1));
    std::size_t next = m_index + 1;
    for (; next < m_end && is_folded(line_at(next)); ++next) value += " " + std::string(trim(line_at(next)));
    if (!understand(to_lower(line.substr(0, length)), trim(value))) return false;
    m_has_field = true;
    return accept(next);
  }

  static bool is_folded(std::string_view line) {
    return (line.starts_with(' ') || line.starts_with('\t')) && !trim(line).empty();
  }

  /// Returns false for a field that cannot be understood or is a repetition.
  bool understand(const std::string& name, std::string_view value) {
    if (name == "subject" && !m_found.subject && !value.empty()) {
      m_found.subject = decode_words(value);
      return true;
    }
    if (name == "from" && !m_found.author) {
      m_found.author = read_mailbox(value);
      return m_found.author.has_value();
    }
    if (name == "date" && !m_found.date) {
      m_found.date = git::parse_date(value, git::DateForms::loose);
      return m_found.date.has_value();
    }
    return false;
  }

  Cursor& m_cursor;
  std::size_t m_index;
  std::size_t m_end;
  bool m_has_taken = false;
  bool m_has_field = false;  ///< a blank line then ends the headers
  Message m_found;
};

}  // namespace

void read_in_body_headers(Cursor& cursor, std::size_t end, Message& message) {
  InBodyReader reader(cursor, end);
  reader.read();
  reader.give(message);
}

}  // namespace mlxpatch::patch

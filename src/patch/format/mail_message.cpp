#include "format/mail_message.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/date.hpp>
#include <mlxpatch/patch/format/charset.hpp>
#include <mlxpatch/patch/format/read_options.hpp>

#include "format/encoded_word.hpp"
#include "format/hg_export.hpp"
#include "format/in_body_header.hpp"
#include "format/lines.hpp"
#include "format/mail_body.hpp"
#include "format/mail_header.hpp"
#include "format/mailbox.hpp"
#include "format/message.hpp"

namespace mlxpatch::patch {
namespace {

/// Tells a field that says what another of its name has said from a new one.
class FieldsByName {
 public:
  /// Whether the first field of this name says the same. To be asked of each field once, in order.
  bool repeats(const HeaderField& field) {
    const auto [first, is_first] = m_first.try_emplace(field.name, &field);
    return !is_first && trim(first->second->value) == trim(field.value);
  }

 private:
  std::map<std::string_view, const HeaderField*> m_first;
};

std::string decode_value(std::string_view value) { return decode_words(trim(value)); }

/// Converts the lines of a mail to UTF-8, each from the charset of its part.
class BodyText {
 public:
  BodyText(const Cursor& cursor, const MailBody& mail) : m_cursor(cursor), m_mail(mail) {}

  /// Must be called with ascending indexes.
  std::string line(std::size_t index) {
    while (!m_converter || (m_part + 1 < m_mail.parts.size() && m_mail.parts[m_part + 1].first_line <= index)) {
      if (m_converter) ++m_part;
      m_converter = converter_for(index);
    }
    const Line& line = m_cursor.lines()[index];
    std::optional<std::string> text = m_converter->convert(line.text);
    if (!text) m_cursor.refuse_at(line.number, "the text is not in the charset that the mail names, " + charset());
    return *std::move(text);
  }

 private:
  std::string charset() const { return m_part < m_mail.parts.size() ? shown(m_mail.parts[m_part].charset) : ""; }

  std::optional<ToUtf8> converter_for(std::size_t index) const {
    std::optional<ToUtf8> converter = ToUtf8::from(
        m_part < m_mail.parts.size() ? std::string_view(m_mail.parts[m_part].charset) : std::string_view{});
    if (!converter) m_cursor.refuse_at(m_cursor.lines()[index].number, "the charset " + charset() + " is not known");
    return converter;
  }

  const Cursor& m_cursor;
  const MailBody& m_mail;
  std::size_t m_part = 0;
  std::optional<ToUtf8> m_converter;
};

/// The end of a message without its signature. Only a mail without a diff needs this: a diff ends the message earlier.
std::size_t without_signature(const Cursor& cursor, std::size_t start, std::size_t end) {
  constexpr std::size_t k_most_lines = 4;
  for (std::size_t index = end; index > start && end - index <= k_most_lines; --index) {
    const std::string_view line = cursor.lines()[index - 1].content();
    if (line == "-- ") return index - 1;
  }
  return end;
}

}  // namespace

void read_message_header(const Header& header, const Cursor& cursor, Message& message) {
  FieldsByName known;
  for (const HeaderField& field : header.fields) {
    const auto refuse_twice = [&](bool is_set) {
      if (is_set) cursor.refuse_at(field.line, "the mail's header has two \"" + field.name + "\" fields");
    };
    const bool is_ours = field.name == "subject" || field.name == "from" || field.name == "date";
    if (!is_ours || known.repeats(field)) continue;
    if (field.name == "subject") {
      refuse_twice(message.subject.has_value());
      message.subject = decode_value(field.value);
    } else if (field.name == "from") {
      refuse_twice(message.author.has_value());
      message.author = read_user(field.value);
      if (!message.author) {
        cursor.refuse_at(field.line, "expected an author like \"Name <address>\"; found " + shown(trim(field.value)));
      }
    } else if (field.name == "date") {
      refuse_twice(message.date.has_value());
      message.date = git::parse_date(field.value, git::DateForms::loose);
      if (!message.date) {
        cursor.refuse_at(field.line,
                         "expected a date like \"Thu, 8 Jan 2026 15:30:20 +0100\"; found " + shown(trim(field.value)));
      }
    }
  }
}

void read_message_body(Cursor& cursor, const MailBody& mail, const ReadOptions& options, Message& message) {
  const std::size_t end = message_end(cursor);
  for (std::size_t index = cursor.index(); index < end && options.scissors == ReadOptions::Scissors::cut; ++index) {
    if (!is_scissors(cursor.lines()[index].content())) continue;
    message.notes.push_back("the text above the scissors in line " + std::to_string(cursor.lines()[index].number) +
                            " was left out");
    cursor.move_to(index + 1);
  }
  if (starts_hg_export(cursor)) {
    read_hg_export(cursor, message);
  } else {
    read_in_body_headers(cursor, end, message);
  }
  const bool has_end = end < cursor.lines().size();
  const std::size_t body_end = has_end ? end : without_signature(cursor, cursor.index(), end);
  BodyText text(cursor, mail);
  for (std::size_t index = cursor.index(); index < body_end; ++index) message.body += text.line(index);
  cursor.move_to(end);
}

}  // namespace mlxpatch::patch

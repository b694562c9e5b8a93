#include "format/stgit_export.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/date.hpp>
#include <mlxpatch/patch/format/charset.hpp>

#include "format/diff_reader.hpp"
#include "format/lines.hpp"
#include "format/mail_header.hpp"
#include "format/mailbox.hpp"
#include "format/message.hpp"

namespace mlxpatch::patch {
namespace {

/// Takes a line of the second paragraph. Returns false if it is anything else.
bool take_field(std::string_view line, Message& message) {
  const std::size_t length = field_name_length(line);
  if (length == 0) return false;
  const std::string name = to_lower(line.substr(0, length));
  const std::string_view value = line.substr(length + 1);
  if ((name == "from" || name == "author") && !message.author) {
    message.author = read_mailbox(value);
    return message.author.has_value();
  }
  if (name != "date" || message.date) return false;
  message.date = git::parse_date(value, git::DateForms::loose);
  return message.date.has_value();
}

/// The lines of the second paragraph; std::nullopt if they are not those of an export.
std::optional<Message> read_fields(Cursor& cursor) {
  Message message;
  for (; !cursor.at_end(); cursor.advance()) {
    if (trim(cursor.peek()).empty() || is_separator(cursor.peek()) || starts_diff(cursor)) break;
    if (!take_field(cursor.peek(), message)) return std::nullopt;
  }
  if (!message.author) return std::nullopt;
  return message;
}

}  // namespace

bool starts_stgit_export(const Cursor& cursor) {
  const std::string_view subject = cursor.peek();
  if (trim(subject).empty() || subject.starts_with(' ') || !trim(cursor.peek(1)).empty()) return false;
  Cursor ahead = cursor;
  ahead.move_to(cursor.index() + 2);
  return read_fields(ahead).has_value();
}

Message read_stgit_export(Cursor& cursor) {
  const std::string subject = utf8_by_guess(trim(cursor.peek()));
  cursor.move_to(cursor.index() + 2);
  Message message = read_fields(cursor).value_or(Message());
  message.body = subject + "\n";
  while (!cursor.at_end() && trim(cursor.peek()).empty()) cursor.advance();
  const std::size_t end = message_end(cursor);
  if (cursor.index() < end) message.body += "\n";
  for (; cursor.index() < end; cursor.advance()) message.body += utf8_by_guess(cursor.line().text);
  return message;
}

}  // namespace mlxpatch::patch

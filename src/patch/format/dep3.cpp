#include "format/dep3.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/date.hpp>
#include <mlxpatch/patch/format/charset.hpp>

#include "format/encoded_word.hpp"
#include "format/lines.hpp"
#include "format/mail_header.hpp"
#include "format/mailbox.hpp"
#include "format/message.hpp"

namespace mlxpatch::patch {
namespace {

/// A field with its continuation lines, not decoded.
struct Dep3Field {
  std::string name;  ///< in lower case
  std::string_view shown_name;
  std::string_view value;
  std::vector<std::string_view> more;
};

bool is_dep3_only(const std::string& name) {
  constexpr std::array<std::string_view, 7> k_names{"origin",      "forwarded",        "author", "last-update",
                                                    "reviewed-by", "applied-upstream", "bug"};
  return name.starts_with("bug-") || std::find(k_names.begin(), k_names.end(), name) != k_names.end();
}

/// Reads the fields up to a blank line, which is consumed, or the end of the message.
std::vector<Dep3Field> read_fields(Cursor& cursor) {
  std::vector<Dep3Field> fields;
  const std::size_t end = message_end(cursor);
  for (; cursor.index() < end; cursor.advance()) {
    const std::string_view line = cursor.peek();
    if (line.empty()) {
      cursor.advance();
      break;
    }
    if ((line.front() == ' ' || line.front() == '\t') && !fields.empty()) {
      fields.back().more.push_back(line.substr(1));
      continue;
    }
    const std::size_t length = field_name_length(line);
    if (length == 0) break;
    const std::string_view name = line.substr(0, length);
    fields.push_back({to_lower(name), name, trim(line.substr(length + 1)), {}});
  }
  return fields;
}

std::string long_text(const Dep3Field& field) {
  std::string text;
  for (const std::string_view line : field.more) text += (trim(line) == "." ? "" : utf8_by_guess(line)) + "\n";
  return text;
}

void take_description(const Dep3Field& field, Message& message) {
  std::string text = decode_words(field.value) + "\n" + long_text(field);
  text.erase(0, text.find_first_not_of('\n'));
  const std::size_t end = std::min(text.find('\n'), text.size());
  message.subject = text.substr(0, end);
  message.body = text.substr(std::min(end + 1, text.size()));
  message.body.erase(0, std::min(message.body.find_first_not_of('\n'), message.body.size()));
}

/// Takes author, date or subject from a field. Returns false for a field that stays in the body.
bool take_field(const Dep3Field& field, Message& message) {
  if ((field.name == "description" || field.name == "subject") && !message.subject) {
    take_description(field, message);
    return true;
  }
  if ((field.name == "from" || field.name == "author") && !message.author && field.more.empty()) {
    message.author = read_mailbox(field.value);
    return message.author.has_value();
  }
  if (field.name == "date" && !message.date) {
    message.date = git::parse_date(field.value, git::DateForms::loose);
    return message.date.has_value();
  }
  return false;
}

/// The text below the fields. It is indented if they were those of `git show` once.
std::string read_free_text(Cursor& cursor, std::size_t end) {
  constexpr std::string_view k_indent = "    ";
  std::vector<std::string_view> lines;
  while (cursor.index() < end && trim(cursor.peek()).empty()) cursor.advance();
  lines.reserve(end - std::min(end, cursor.index()));
  for (; cursor.index() < end; cursor.advance()) lines.push_back(cursor.line().text);
  const bool is_indented = std::all_of(lines.begin(), lines.end(), [&](std::string_view line) {
    return line.starts_with(k_indent) || trim(line).empty();
  });
  std::string text;
  for (std::string_view line : lines) {
    if (is_indented) consume(line, k_indent);
    text += utf8_by_guess(line);
  }
  return text;
}

void append_paragraph(std::string& body, const std::string& paragraph) {
  body = with_one_end(body);
  if (!body.empty() && !paragraph.empty()) body += "\n";
  body += paragraph;
}

}  // namespace

bool starts_dep3(const Cursor& cursor) {
  Cursor ahead = cursor;
  bool has_subject = false;
  bool has_own = false;
  const std::vector<Dep3Field> fields = read_fields(ahead);
  if (!fields.empty() && fields.front().name == "author" && read_mailbox(fields.front().value)) return true;
  for (const Dep3Field& field : fields) {
    if (field.name == "description") return true;
    has_subject = has_subject || field.name == "subject";
    has_own = has_own || is_dep3_only(field.name);
  }
  return has_subject && has_own;
}

Message read_dep3(Cursor& cursor) {
  Message message;
  std::string kept;
  const std::vector<Dep3Field> fields = read_fields(cursor);
  for (const Dep3Field& field : fields) {
    if (take_field(field, message)) continue;
    kept += std::string(field.shown_name) + ": " + utf8_by_guess(field.value) + "\n";
    for (const std::string_view line : field.more) kept += " " + utf8_by_guess(line) + "\n";
  }
  if (!message.date) {
    const auto updated =
        std::find_if(fields.begin(), fields.end(), [](const Dep3Field& field) { return field.name == "last-update"; });
    if (updated != fields.end()) message.date = git::parse_date(updated->value, git::DateForms::loose);
  }
  const std::size_t end = message_end(cursor);
  append_paragraph(message.body, read_free_text(cursor, end));
  append_paragraph(message.body, kept);
  return message;
}

}  // namespace mlxpatch::patch

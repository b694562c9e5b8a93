#include "format/git_show.hpp"

#include <cstddef>
#include <string_view>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/date.hpp>
#include <mlxpatch/patch/format/charset.hpp>

#include "format/diff_reader.hpp"
#include "format/lines.hpp"
#include "format/mail_header.hpp"
#include "format/message.hpp"

namespace mlxpatch::patch {
namespace {

constexpr std::string_view k_indent = "    ";

/// "Author:     Name <address>" or, raw, "author Name <address> 1767882620 +0100".
void read_author(const Cursor& cursor, std::string_view text, Message& message) {
  const std::size_t close = text.rfind('>');
  const std::string_view mailbox = close == std::string_view::npos ? text : text.substr(0, close + 1);
  message.author = read_mailbox(utf8_by_guess(mailbox));
  if (!message.author) cursor.refuse("expected \"Author: Name <address>\"; found " + shown(cursor.peek()));
  const std::string_view date = text.substr(mailbox.size());
  if (!trim(date).empty()) message.date = git::parse_date(date, git::DateForms::loose);
}

void read_author_date(const Cursor& cursor, std::string_view text, Message& message) {
  message.date = git::parse_date(text, git::DateForms::loose);
  if (!message.date) {
    cursor.refuse("expected a date like \"Thu Jan 8 15:30:20 2026 +0100\"; found " + shown(trim(text)));
  }
}

/// The lines between "commit" and the blank line.
void read_fields(Cursor& cursor, Message& message) {
  for (; !cursor.at_end() && !cursor.peek().empty(); cursor.advance()) {
    std::string_view text = cursor.peek();
    if (consume(text, "Author:") || consume(text, "author ")) {
      read_author(cursor, text, message);
    } else if (consume(text, "AuthorDate:") || consume(text, "Date:")) {
      read_author_date(cursor, text, message);
    } else if (text.starts_with("Merge:")) {
      cursor.refuse("this is a merge; expected a commit with one parent");
    }
  }
}

bool is_heading(std::string_view line) { return line.starts_with("Notes") && line.ends_with(':'); }

/// Whether the line belongs to a stat, which is indented less than the message.
bool is_stat(std::string_view line) { return line.starts_with(' ') && !line.starts_with(k_indent); }

}  // namespace

bool starts_git_show(const Cursor& cursor) {
  constexpr std::size_t k_shortest_id = 7;
  std::string_view line = cursor.peek();
  if (!consume(line, "commit ")) return false;
  const std::string_view id = line.substr(0, line.find(' '));
  return id.size() >= k_shortest_id && id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Message read_git_show(Cursor& cursor) {
  Message message;
  cursor.advance();
  read_fields(cursor, message);
  bool in_message = true;
  while (!cursor.at_end() && cursor.peek().empty()) cursor.advance();
  for (; !cursor.at_end() && !starts_diff(cursor); cursor.advance()) {
    const std::string_view line = cursor.peek();
    if (is_separator(line) || is_heading(line)) {
      if (is_heading(line)) message.notes.emplace_back("the notes of git show were left out");
      in_message = false;
    } else if (line.empty() || line.starts_with(k_indent)) {
      if (in_message) message.body += line.empty() ? "\n" : utf8_by_guess(cursor.line().text.substr(k_indent.size()));
    } else if (!is_stat(line)) {
      cursor.refuse("expected the commit's message, indented by four blanks, or a diff; found " + shown(line));
    }
  }
  return message;
}

}  // namespace mlxpatch::patch

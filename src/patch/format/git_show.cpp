#include "format/git_show.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/date.hpp>
#include <mlxpatch/patch/format/charset.hpp>

#include "format/diff_reader.hpp"
#include "format/lines.hpp"
#include "format/mailbox.hpp"
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
  // Unlike a mail's, this is the name itself: it may be empty.
  if (trim(mailbox).starts_with('<')) message.author->name.clear();
  const std::string_view date = text.substr(mailbox.size());
  if (!trim(date).empty()) message.date = git::parse_date(date, git::DateForms::loose);
}

void read_author_date(const Cursor& cursor, std::string_view text, Message& message) {
  message.date = git::parse_date(text, git::DateForms::loose);
  if (!message.date) {
    cursor.refuse("expected a date like \"Thu Jan 8 15:30:20 2026 +0100\"; found " + shown(trim(text)));
  }
}

/// The lines between "commit" and the message, from which a blank line separates them, if nobody took it out.
void read_fields(Cursor& cursor, Message& message) {
  for (; !cursor.at_end() && !cursor.peek().empty() && !starts_diff(cursor); cursor.advance()) {
    std::string_view text = cursor.peek();
    if (consume(text, "Author:") || consume(text, "author ")) {
      read_author(cursor, text, message);
    } else if (consume(text, "AuthorDate:") || consume(text, "Date:")) {
      read_author_date(cursor, text, message);
    } else if (text.starts_with("Merge:")) {
      cursor.refuse("this is a merge; expected a commit with one parent");
    } else if (text.starts_with(k_indent)) {
      return;
    }
  }
}

bool is_heading_of_notes(std::string_view line) { return line.starts_with("Notes") && line.ends_with(':'); }

/// Whether the line belongs to a stat, which is indented less than the message.
bool is_stat(std::string_view line) {
  constexpr std::array<std::string_view, 5> k_parts{" | ", " changed", " mode ", "rename ", "copy "};
  return line.starts_with(' ') && !line.starts_with(k_indent) &&
         std::any_of(k_parts.begin(), k_parts.end(),
                     [line](std::string_view part) { return line.find(part) != std::string_view::npos; });
}

/// "commit ID", perhaps with the names of branches.
bool is_commit_line(std::string_view line) {
  constexpr std::size_t k_shortest_id = 7;
  if (!consume(line, "commit ")) return false;
  const std::string_view id = line.substr(0, line.find(' '));
  return id.size() >= k_shortest_id && id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

bool starts_git_show(const Cursor& cursor) {
  constexpr std::size_t k_most_fields = 10;
  if (!is_commit_line(cursor.peek())) return false;
  for (std::size_t ahead = 1; ahead <= k_most_fields && !cursor.peek(ahead).empty(); ++ahead) {
    if (cursor.peek(ahead).starts_with("Author:") || cursor.peek(ahead).starts_with("author ")) return true;
  }
  return false;
}

Message read_git_show(Cursor& cursor) {
  Message message;
  cursor.advance();
  read_fields(cursor, message);
  bool in_message = true;
  while (!cursor.at_end() && cursor.peek().empty()) cursor.advance();
  for (; !cursor.at_end() && !starts_diff(cursor); cursor.advance()) {
    const std::string_view line = cursor.peek();
    if (starts_git_show(cursor)) cursor.refuse("another commit follows; expected the diff of the one before");
    if (is_separator(line) || is_heading_of_notes(line)) {
      if (is_heading_of_notes(line)) message.notes.emplace_back("the notes of git show were left out");
      in_message = false;
    } else if (in_message && !is_stat(line)) {
      // What people add below, like "Fixes: x", is not indented.
      const std::size_t indent = line.starts_with(k_indent) ? k_indent.size() : 0;
      message.body += utf8_by_guess(cursor.line().text.substr(indent));
    }
  }
  return message;
}

}  // namespace mlxpatch::patch

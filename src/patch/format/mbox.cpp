#include "format/mbox.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/base/text.hpp>

#include "format/diff_reader.hpp"
#include "format/encoded_word.hpp"
#include "format/from_line.hpp"
#include "format/lines.hpp"
#include "format/mail_header.hpp"
#include "format/subject.hpp"

namespace mlxpatch::patch {
namespace {

bool starts_mail_at(const std::vector<Line>& lines, std::size_t index) {
  return starts_mail(lines[index].content(),
                     index + 1 < lines.size() ? lines[index + 1].content() : std::string_view{});
}

std::string subject_of(const Header& header) {
  const HeaderField* field = header.find("subject");
  return field != nullptr ? decode_words(trim(field->value)) : std::string();
}

}  // namespace

std::vector<std::size_t> mail_starts(const std::vector<Line>& lines) {
  std::vector<std::size_t> starts;
  Cursor cursor(lines, {});
  while (!cursor.at_end() && !starts_mail_at(lines, cursor.index())) {
    if (starts_diff(cursor)) return starts;
    cursor.advance();
  }
  for (std::size_t index = cursor.index(); index < lines.size(); ++index) {
    if (starts_mail_at(lines, index)) starts.push_back(index);
  }
  return starts;
}

void unquote_from_lines(std::vector<Line>& lines) {
  for (std::size_t index = 0; index < lines.size(); ++index) {
    if (lines[index].text.starts_with("From ") && !starts_mail_at(lines, index)) return;
  }
  for (Line& line : lines) {
    if (is_quoted_from(line.text)) line.text.remove_prefix(1);
  }
}

bool is_cover_with_interdiff(const Header& header, const std::vector<Line>& body) {
  return is_cover_letter(subject_of(header)) && std::any_of(body.begin(), body.end(), [](const Line& line) {
           return line.content().starts_with("Interdiff") && line.content().ends_with(':');
         });
}

MailKind kind_without_diff(const Header& header) {
  const HeaderField* mark = header.find(to_lower(k_empty_commit_field));
  if (mark != nullptr && trim(mark->value) == k_empty_commit_value) return MailKind::empty_commit;
  // Pine and UW-IMAP begin a mailbox with a mail of their own.
  if (header.find("x-imap") != nullptr || header.find("x-imapbase") != nullptr) return MailKind::mailbox_data;
  const std::string subject = subject_of(header);
  if (is_numbered_zero(subject)) return MailKind::cover_letter;
  if (is_reply(subject)) return MailKind::reply;
  const bool is_in_thread = header.find("in-reply-to") != nullptr || header.find("references") != nullptr;
  return is_in_thread && !has_patch_tag(subject) ? MailKind::reply : MailKind::patch;
}

std::string_view name_of(MailKind kind) {
  switch (kind) {
    case MailKind::cover_letter:
      return "the cover letter";
    case MailKind::reply:
      return "the reply without a diff";
    case MailKind::mailbox_data:
      return "the mailbox's own data";
    case MailKind::patch:
    case MailKind::empty_commit:
      break;
  }
  return "the mail";
}

}  // namespace mlxpatch::patch

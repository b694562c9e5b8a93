#include "format/preamble.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/date.hpp>

#include "format/dep3.hpp"
#include "format/diff_reader.hpp"
#include "format/from_line.hpp"
#include "format/git_show.hpp"
#include "format/hg_export.hpp"
#include "format/lines.hpp"
#include "format/mail_header.hpp"
#include "format/mailbox.hpp"
#include "format/message.hpp"
#include "format/stgit_export.hpp"

namespace mlxpatch::patch {
namespace {

/// The fields of a mail that has no "From " line, as far as they can be understood.
struct BareFields {
  bool has_from = false;
  bool has_subject = false;
  bool has_date = false;
  bool is_ended = false;  ///< by a blank line, "---" or a diff, not by other text
};

/// Notes a field; one that cannot be understood may be prose, "date: accept another form".
void note_field(std::string_view line, std::size_t length, BareFields& fields) {
  const std::string name = to_lower(line.substr(0, length));
  const std::string_view value = line.substr(length + 1);
  fields.has_from = fields.has_from || (name == "from" && read_mailbox(value));
  fields.has_subject = fields.has_subject || name == "subject";
  fields.has_date = fields.has_date || (name == "date" && git::parse_date(value, git::DateForms::loose));
}

/// "From <commit>" as old web interfaces to git write it, without the date that makes a line of an mbox of it.
bool is_undated_from_line(std::string_view line) {
  constexpr std::size_t k_id_length = 40;
  return consume(line, "From ") && line.size() == k_id_length &&
         line.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

BareFields bare_fields(Cursor cursor) {
  BareFields fields;
  if (is_undated_from_line(cursor.peek())) cursor.advance();
  bool is_first = true;
  for (; !cursor.at_end(); cursor.advance(), is_first = false) {
    const std::string_view line = cursor.peek();
    if (trim(line).empty() || is_separator(line) || starts_diff(cursor)) break;
    if (!is_first && (line.front() == ' ' || line.front() == '\t')) continue;
    const std::size_t length = field_name_length(line);
    if (length == 0) return fields;
    note_field(line, length, fields);
  }
  fields.is_ended = true;
  return fields;
}

/// Whether a mail starts at the cursor. At the top of a file one field is enough.
bool starts_bare_mail(const Cursor& cursor, bool is_top) {
  const BareFields fields = bare_fields(cursor);
  if (!is_top || !fields.is_ended) return fields.has_from && fields.has_subject;
  return fields.has_from || fields.has_subject || fields.has_date;
}

bool is_conflict_marker(std::string_view line) {
  constexpr std::array<std::string_view, 4> k_markers{"<<<<<<<", "|||||||", "=======", ">>>>>>>"};
  return std::any_of(k_markers.begin(), k_markers.end(), [line](std::string_view marker) {
    return line.starts_with(marker) && (line.size() == marker.size() || line[marker.size()] == ' ');
  });
}

/// What starts in any line: these cannot be mistaken for anything else.
std::optional<PreambleKind> kind_of_line(const Cursor& cursor) {
  if (starts_git_show(cursor)) return PreambleKind::git_show;
  if (starts_hg_export(cursor)) return PreambleKind::hg_export;
  return std::nullopt;
}

/// What starts in the first line of a paragraph.
std::optional<PreambleKind> kind_of_paragraph(const Cursor& cursor, bool is_top) {
  if (is_top && starts_dep3(cursor)) return PreambleKind::dep3;
  if (starts_bare_mail(cursor, is_top)) return PreambleKind::mail;
  if (is_top && starts_stgit_export(cursor)) return PreambleKind::stgit_export;
  return std::nullopt;
}

}  // namespace

Preamble find_preamble(const Cursor& cursor) {
  Cursor ahead = cursor;
  const std::size_t end = message_end(cursor);
  while (ahead.index() < end && trim(ahead.peek()).empty()) ahead.advance();
  const std::size_t top = ahead.index();
  bool starts_paragraph = true;
  for (; ahead.index() < end; ahead.advance()) {
    const std::string_view line = ahead.peek();
    const bool is_break = trim(line).empty() || is_conflict_marker(line);
    auto kind = kind_of_line(ahead);
    if (!kind && starts_paragraph && !is_break) kind = kind_of_paragraph(ahead, ahead.index() == top);
    if (kind) return {*kind, ahead.index()};
    starts_paragraph = is_break;
  }
  return {PreambleKind::text, top};
}

void refuse_indented_header(Cursor cursor) {
  while (!cursor.at_end() && trim(cursor.peek()).empty()) cursor.advance();
  const bool is_mbox = is_from_line(cursor.peek()) || is_undated_from_line(cursor.peek());
  if (is_mbox) cursor.advance();
  const std::string_view line = cursor.peek();
  if (!line.starts_with(' ') && !line.starts_with('\t')) return;
  const std::string_view field = trim(line);
  const std::size_t length = field_name_length(field);
  if (length == 0) return;
  BareFields fields;
  note_field(field, length, fields);
  if (fields.has_from || (is_mbox && (fields.has_subject || fields.has_date))) {
    cursor.refuse("the mail's header is indented; expected \"" + std::string(field.substr(0, length)) +
                  ":\" at the start of the line");
  }
}

}  // namespace mlxpatch::patch

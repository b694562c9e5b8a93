#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "format/lines.hpp"
#include "format/mail_header.hpp"

namespace mlxpatch::patch {

/// The indexes of the "From " lines with which the mails of an mbox start; none if the lines are no mbox. Text may
/// stand above the first mail, but no diff.
std::vector<std::size_t> mail_starts(const std::vector<Line>& lines);

/// Removes the ">" that mboxrd puts before "From ", unless the file's writer clearly does not quote.
void unquote_from_lines(std::vector<Line>& lines);

/// What a mail is, as far as its header shows.
enum class MailKind { patch, empty_commit, cover_letter, reply, mailbox_data };

/// Whether the mail is a cover letter that holds a diff: git writes the difference to an older version into it, below a
/// line "Interdiff:". Any other "[PATCH 0/N]" with a diff is a patch.
bool is_cover_with_interdiff(const Header& header, const std::vector<Line>& body);

/// What a mail without a diff is. MailKind::patch: one whose diff is missing.
MailKind kind_without_diff(const Header& header);

/// "the cover letter" and so on, for a mail that holds no patch.
std::string_view name_of(MailKind kind);

}  // namespace mlxpatch::patch

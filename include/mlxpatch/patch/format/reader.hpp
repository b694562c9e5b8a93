#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::patch {

/// Reads one patch file or an mbox: format-patch mails, `git diff` and `git show` output, plain unified diffs, DEP-3
/// headers. An mbox gives several patches (without its cover letter), anything else one. Pure; keeps no reference to
/// `bytes`. Throws Error with `name`, the line and what was expected; nothing is skipped silently.
///
/// What is message and what is change:
/// - A message ends at the first line "---" or at a diff that starts at the beginning of a line, as in git. An indented
///   diff is text. Whatever is between "---" and the diff (a stat, notes) is dropped.
/// - From the first diff on there are only diffs, up to the end or a signature ("-- "). The whole file is refused for
///   text between diffs, for a diff after such text or after the signature, and for a diff in a mail's message.
///   Text after the last hunk that is not a signature is left out with a note.
/// - In-body From:, Date: and Subject: lines count if all of them can be understood and a blank line follows.
/// - In an mbox, ">From " in a message loses one ">" (mboxrd), unless a message of the same file has an unquoted
///   "From ", which shows that its writer does not quote.
/// - If all lines of a mail end with CRLF, the CRs are the transport's; they are removed, with a note. Other CRs are
///   content.
std::vector<Patch> read_patches(std::string_view bytes, std::string_view name, const ReadOptions& options = {});

/// Splits an mbox into its mails, each with its "From " line; anything else is one piece. The pieces are views of
/// `bytes`.
std::vector<std::string_view> split_mails(std::string_view bytes);

}  // namespace mlxpatch::patch

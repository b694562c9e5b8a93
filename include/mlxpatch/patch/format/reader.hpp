#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::patch {

/// Reads one patch file or an mbox: format-patch mails, `git diff`/`git show` output, plain unified diffs, DEP-3
/// headers. An mbox gives several patches (a cover letter is none), anything else one. Pure; keeps no reference to
/// `bytes`. Throws Error naming `name`, the line and what was expected; nothing is skipped silently.
///
/// What is message and what is change:
/// - A message ends at the first line "---" or where a diff starts at the beginning of a line, as in git. A diff that
/// is
///   indented is text. What stands between "---" and the diff (a stat, notes) is dropped.
/// - From the first diff on there are only diffs, up to the end or a signature ("-- "). Text between diffs, and a diff
///   behind such text or behind the signature, refuse the whole file; so does a diff in the message of a mail.
///   Text behind the last hunk that is no signature is left out with a note.
/// - In-body From:, Date: and Subject: lines count where all of them can be understood and a blank line follows.
/// - In an mbox, ">From " in a message loses one ">" (mboxrd), unless a message of the same file has an unquoted
///   "From ", which shows that its writer does not quote.
/// - A mail whose lines all end with CRLF got them on its way; they become LF, with a note. Other CRs are content.
std::vector<Patch> read_patches(std::string_view bytes, std::string_view name, const ReadOptions& options = {});

/// The mails of an mbox, each with its "From " line; anything else is one piece. The pieces are parts of `bytes`.
std::vector<std::string_view> split_mails(std::string_view bytes);

}  // namespace mlxpatch::patch

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::patch {

struct ReadOptions {
  std::size_t max_patch_bytes = std::size_t{64} << 20U;  ///< of one patch, however many an mbox holds
  std::size_t max_line_bytes = std::size_t{1} << 20U;
  std::size_t max_binary_bytes = std::size_t{512} << 20U;  ///< of a binary file, inflated
  int strip = 1;                                           ///< -pN for plain diffs; git diffs name it themselves
  bool keep_subject_tags = true;  ///< as `git am --keep-non-patch`: only [PATCH ...] is taken off a subject
  /// What a scissors line ("-- >8 --") in a mail's text does: the text above it is left out (with a note), or it stays.
  enum class Scissors { cut, keep } scissors = Scissors::cut;
};

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

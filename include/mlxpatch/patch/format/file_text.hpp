#pragma once

#include <string>
#include <string_view>

#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::patch {

/// What a patch file says around its diff, in the order of the file, with LF at the ends of the lines.
struct FileText {
  std::string above;   ///< remarks above a mail's header
  std::string header;  ///< a mail's header and message, or any other one, with the "---" that ends it
  std::string notes;   ///< from there to the diff: a stat, versions, remarks for reviewers
  std::string tail;    ///< after the last hunk: a signature, remarks

  std::string in_front() const { return above + header + notes; }
};

/// The text around the diff of a file that holds the one patch. Of a mail in base64 only what is not encoded.
FileText text_around_diff(std::string_view bytes, const Patch& patch);

/// Whether git's diffstat is among the notes.
bool has_stat(std::string_view notes);

/// The notes without the lines of git's diffstat, and without blank lines at their ends.
std::string without_stat(std::string_view notes);

/// Whether a file's end is no more than the signature that git adds, "-- " and its version.
bool is_git_signature(std::string_view tail);

}  // namespace mlxpatch::patch

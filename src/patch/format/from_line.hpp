#pragma once

#include <string_view>

namespace mlxpatch::patch {

/// Whether git takes the line for the start of a mail in an mbox: "From ", and a time of day and a year further on.
bool is_from_line(std::string_view line);

/// Whether a mail begins at `line`: a "From " line and, after it, a header's field.
bool starts_mail(std::string_view line, std::string_view next_line);

/// Whether mboxrd would have put a ">" in front of the line, or did: ">From ", ">>From ".
bool is_quoted_from(std::string_view line);

}  // namespace mlxpatch::patch

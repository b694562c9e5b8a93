#pragma once

#include <string_view>

namespace mlxpatch::patch {

/// Whether git takes the line for the start of a mail in an mbox: "From ", and later a time of day and a year.
bool is_from_line(std::string_view line);

/// Whether a mail begins at `line`: a "From " line followed by a header field.
bool starts_mail(std::string_view line, std::string_view next_line);

/// Whether the line may be one that mboxrd quoted: ">From ", ">>From ".
bool is_quoted_from(std::string_view line);

}  // namespace mlxpatch::patch

#pragma once

#include <string_view>
#include <vector>

#include <mlxpatch/patch/patch.hpp>

#include "format/lines.hpp"

namespace mlxpatch::patch {

/// Whether the line is the header of a hunk, "@@ -12,3 +12,4 @@".
bool is_hunk_header(std::string_view line);

/// Reads the hunks of one file; none if the cursor is not at an "@@" line. They have exactly as many lines as their
/// headers say; throws Error otherwise. Where they go is not read from the numbers alone, so those may contradict one
/// another.
std::vector<Hunk> read_hunks(Cursor& cursor);

/// Throws Error if the line after a complete hunk looks as if it belonged to the hunk.
void refuse_surplus_line(const Cursor& cursor);

}  // namespace mlxpatch::patch

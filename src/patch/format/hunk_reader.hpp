#pragma once

#include <vector>

#include <mlxpatch/patch/patch.hpp>

#include "format/lines.hpp"

namespace mlxpatch::patch {

/// Reads the hunks of one file; none where the cursor is not at an "@@" line. Their lines are exactly as many as their
/// headers say; they neither overlap nor run backwards.
std::vector<Hunk> read_hunks(Cursor& cursor);

/// Refuses a line behind a complete hunk that looks as if it belonged to it.
void refuse_surplus_line(const Cursor& cursor);

}  // namespace mlxpatch::patch

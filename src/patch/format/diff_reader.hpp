#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "format/lines.hpp"

namespace mlxpatch::patch {

struct DiffText {
  std::vector<FilePatch> files;
  std::vector<std::string> notes;
};

/// Whether a diff starts at this line: the line itself, not indented, together with those that must follow it.
bool starts_diff(const Cursor& cursor);

/// Reads from the cursor, at which a diff starts, to the end of its lines. What stands behind the last diff is a
/// signature or other text in which no diff may stand.
DiffText read_diff(Cursor& cursor, const ReadOptions& options);

}  // namespace mlxpatch::patch

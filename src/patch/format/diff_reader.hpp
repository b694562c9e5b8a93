#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "format/lines.hpp"

namespace mlxpatch::patch {

/// The files of a diff, and what the reader noticed, for people.
struct DiffText {
  std::vector<FilePatch> files;
  int strip = 1;  ///< the level that gave the files their paths
  std::vector<std::string> notes;
};

/// Whether a diff starts at the cursor: its line, not indented, together with the lines that must follow.
bool starts_diff(const Cursor& cursor);

/// Reads from the start of a diff, at the cursor, to the end of the lines. A signature or other text may follow the
/// last diff, but no further diff may. Throws Error.
DiffText read_diff(Cursor& cursor, const ReadOptions& options);

}  // namespace mlxpatch::patch

#pragma once

#include <mlxpatch/patch/patch.hpp>

#include "format/lines.hpp"

namespace mlxpatch::patch {

/// Reads one file of a plain diff: "---", at the cursor, "+++" and its hunks. It gets its names, not its paths. Throws
/// Error.
FilePatch read_plain_file(Cursor& cursor);

}  // namespace mlxpatch::patch

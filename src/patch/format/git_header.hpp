#pragma once

#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "format/lines.hpp"

namespace mlxpatch::patch {

/// Reads one file of a git diff: its "diff --git" line, at the cursor, its extended header, its hunks or binary data.
/// Finds the prefixes of the paths by itself; everything that names the file must agree. Throws Error.
FilePatch read_git_file(Cursor& cursor, const ReadOptions& options);

}  // namespace mlxpatch::patch

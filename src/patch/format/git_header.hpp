#pragma once

#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "format/lines.hpp"

namespace mlxpatch::patch {

/// Reads one file of a git diff: its "diff --git" line, at which the cursor stands, its extended header, its hunks or
/// binary data. All that names the file must agree. Whatever prefixes the paths have, or none, is found out.
FilePatch read_git_file(Cursor& cursor, const ReadOptions& options);

}  // namespace mlxpatch::patch

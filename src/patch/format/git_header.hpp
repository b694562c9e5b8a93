#pragma once

#include <string>
#include <vector>

#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "format/lines.hpp"

namespace mlxpatch::patch {

/// Reads one file of a git diff: its "diff --git" line, at the cursor, its extended header, its hunks or binary data.
/// Everything that names the file must agree; but a "---" and "+++" that name another path than the first line does
/// count, with a note. Throws Error.
FilePatch read_git_file(Cursor& cursor, const ReadOptions& options, std::vector<std::string>& notes);

}  // namespace mlxpatch::patch

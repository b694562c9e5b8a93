#pragma once

#include "format/lines.hpp"
#include "format/message.hpp"

namespace mlxpatch::patch {

/// Whether the output of `git show` (or `git log -p`) starts at the cursor: "commit <id>".
bool starts_git_show(const Cursor& cursor);

/// Reads its header and its indented message, up to the diff. Throws Error for what git show does not write there.
Message read_git_show(Cursor& cursor);

}  // namespace mlxpatch::patch

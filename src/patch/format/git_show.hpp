#pragma once

#include "format/lines.hpp"
#include "format/message.hpp"

namespace mlxpatch::patch {

/// Whether the output of `git show` (or `git log -p`) starts at the cursor: "commit <id>", with its author below.
bool starts_git_show(const Cursor& cursor);

/// Reads its header and its message, up to the diff. The message is indented, but for what people added to it. Throws
/// Error for a merge and for an author or date that cannot be understood.
Message read_git_show(Cursor& cursor);

}  // namespace mlxpatch::patch

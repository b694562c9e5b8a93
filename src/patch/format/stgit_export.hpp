#pragma once

#include "format/lines.hpp"
#include "format/message.hpp"

namespace mlxpatch::patch {

/// Whether the output of `stg export` starts at the cursor: a subject alone, a blank line, then From: or Author:, and
/// perhaps Date:, as a paragraph of their own.
bool starts_stgit_export(const Cursor& cursor);

/// Reads its subject, author and date, and moves to the rest of the message.
Message read_stgit_export(Cursor& cursor);

}  // namespace mlxpatch::patch

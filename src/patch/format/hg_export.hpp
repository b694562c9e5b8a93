#pragma once

#include "format/lines.hpp"
#include "format/message.hpp"

namespace mlxpatch::patch {

/// Whether the output of `hg export` starts at the cursor: "# HG changeset patch".
bool starts_hg_export(const Cursor& cursor);

/// Reads its "# User" and "# Date" into `message` and moves to the commit's message, which replaces
/// the subject that a mail around it gave. Throws Error for what cannot be understood.
void read_hg_export(Cursor& cursor, Message& message);

}  // namespace mlxpatch::patch

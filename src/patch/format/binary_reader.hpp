#pragma once

#include <mlxpatch/patch/format/read_options.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "format/lines.hpp"

namespace mlxpatch::patch {

/// Reads the binary patch at the cursor ("GIT binary patch" and one or two blocks) into `file`. Throws Error.
void read_binary(Cursor& cursor, FilePatch& file, const ReadOptions& options);

}  // namespace mlxpatch::patch

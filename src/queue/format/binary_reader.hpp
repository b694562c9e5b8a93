#pragma once

#include <mlxpatch/queue/format/reader.hpp>
#include <mlxpatch/queue/patch.hpp>

#include "format/lines.hpp"

namespace mlxpatch::queue {

/// Reads the binary patch at the cursor ("GIT binary patch" and one or two blocks) into `file`.
void read_binary(Cursor& cursor, FilePatch& file, const ReadOptions& options);

}  // namespace mlxpatch::queue

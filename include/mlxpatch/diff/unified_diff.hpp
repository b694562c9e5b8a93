#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mlxpatch::diff {

/// Whether git treats the bytes as binary: a NUL in the first 8000.
bool is_binary(std::string_view bytes);

/// The hunks ("@@ -1,3 +1,4 @@ section\n context...") of a myers diff with that many lines of context, with git's
/// indent heuristic and "\ No newline at end of file" marks; empty if both are equal. Depends on its arguments alone,
/// not on configuration or attributes.
std::string unified_hunks(std::string_view before, std::string_view after, std::size_t context = 3);

}  // namespace mlxpatch::diff

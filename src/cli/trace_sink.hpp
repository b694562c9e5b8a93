#pragma once

#include <string>

namespace mlxpatch::cli {

/// Sends the developer's trace to stderr, or to the end of `file` where that is not empty. Throws Error where the file
/// can't be opened.
void start_trace(const std::string& file);

}  // namespace mlxpatch::cli

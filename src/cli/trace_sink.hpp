#pragma once

#include <string>

namespace mlxpatch::cli {

/// Sends the developer's trace to stderr, or appends it to `file` if that is not empty. Throws Error if the file can't
/// be opened.
void start_trace(const std::string& file);

}  // namespace mlxpatch::cli

#pragma once

#include <filesystem>

namespace mlxpatch::transport {

/// Whether some program may have this file open. Where the system does not tell, one that was changed within a day is
/// taken to be.
bool is_open_somewhere(const std::filesystem::path& file);

}  // namespace mlxpatch::transport

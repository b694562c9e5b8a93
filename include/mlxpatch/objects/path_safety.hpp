#pragma once

#include <string_view>

namespace mlxpatch::objects {

/// Whether git allows this path in a tree on every system: refuses "", absolute, ".", "..", ".git" in any case and
/// its NTFS/HFS+ look-alikes, backslashes, NUL and newlines.
bool is_safe_path(std::string_view path);

}  // namespace mlxpatch::objects

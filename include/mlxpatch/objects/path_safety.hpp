#pragma once

#include <string_view>

namespace mlxpatch::objects {

/// Whether git allows this path in a tree on every system. It refuses empty and absolute paths, the parts ".", ".." and
/// ".git" (in either case, and what NTFS and HFS+ take for it), backslashes, NULs and newlines.
bool is_safe_path(std::string_view path);

}  // namespace mlxpatch::objects

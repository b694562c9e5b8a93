#pragma once

#include <string_view>

namespace mlxpatch::objects {

/// Whether git allows this path in a tree. It refuses empty and absolute paths, the parts ".", ".." and ".git" (in
/// either case, and what NTFS and HFS+ take for it), NULs and newlines. A backslash may be part of a name, unless
/// Windows, which takes it for a slash, would see one of those parts.
bool is_safe_path(std::string_view path);

/// Whether the last part of the path is .gitmodules, or what NTFS, HFS+ or Windows take for it: git refuses a link of
/// such a name.
bool names_gitmodules(std::string_view path);

}  // namespace mlxpatch::objects

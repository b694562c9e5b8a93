#pragma once

#include <string_view>

namespace mlxpatch::queue {

/// Why `git fsck` would call a repository with this file damaged; "" if it would not. It reads .gitmodules, whose
/// addresses and names end up on git's command lines, and .gitattributes, whose lines have a limit.
std::string_view git_file_fault(std::string_view path, std::string_view bytes);

}  // namespace mlxpatch::queue

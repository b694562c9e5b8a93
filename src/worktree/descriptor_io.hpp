#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mlxpatch::worktree {

/// Writes all of it. Returns false, with errno, if that failed.
bool write_all(int descriptor, std::string_view bytes);

/// Reads to the end; the size of `bytes` is a guess of how much that is. Returns false, with errno, if that failed.
bool read_all(int descriptor, std::string& bytes);

/// The target of a symbolic link in a directory; empty if it can't be read.
std::string read_link(int directory, const char* name, std::size_t size_hint);

}  // namespace mlxpatch::worktree

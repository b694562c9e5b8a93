#pragma once

#include <cstddef>
#include <string_view>

#include "format/lines.hpp"

namespace mlxpatch::patch {

/// Whether "---" and "+++" lines are here, or `ahead` lines further on.
bool starts_plain_file(const Cursor& cursor, std::size_t ahead = 0);

/// Whether the line says that a binary file has changed, in the words of diff and git, hg or svn, without its content.
bool says_binary_differs(std::string_view line);

/// Whether a tool wrote the line in front of a file's diff only to name the file once more: the "Index:" of CVS, svn
/// and quilt with its ruler, the command of `diff -r` and `hg diff`, the "=== modified file" of bzr, "Prereq:", what
/// interdiff says, and a git header that has lost its first line. The diff follows at once.
bool is_heading(const Cursor& cursor);

}  // namespace mlxpatch::patch

#pragma once

#include <string>

#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::patch {

/// A hunk's line as a diff has it, with its sign and a newline at its end; where the file has none, a line says so.
std::string diff_line(const HunkLine& line);

}  // namespace mlxpatch::patch

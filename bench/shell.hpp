#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace mlxpatch::bench {

/// One word for a POSIX shell.
std::string shell_quoted(std::string_view word);

/// Runs a command that is not measured, in a folder, and returns what it printed, without spaces at its end. Throws
/// Error with its last words where it fails.
std::string run_quietly(const std::filesystem::path& directory, const std::vector<std::string>& command);

/// The first line that a program prints of itself, or nothing where it is not installed.
std::string first_line_of(const std::vector<std::string>& command);

}  // namespace mlxpatch::bench

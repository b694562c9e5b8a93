#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <mlxpatch/base/process.hpp>

namespace mlxpatch::ops {

/// Whether a Python virtual environment is there.
bool is_venv(const std::filesystem::path& venv);

/// The interpreter of a virtual environment.
std::filesystem::path venv_python(const std::filesystem::path& venv);

/// As a shell in which the environment was activated: its programs come first, whatever else is on PATH.
ProcessOptions in_venv(const std::filesystem::path& venv);

/// The last lines of what a program printed, for a message.
std::string last_lines(std::string_view output, std::size_t most);

}  // namespace mlxpatch::ops

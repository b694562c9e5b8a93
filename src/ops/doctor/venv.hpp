#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <mlxpatch/base/process.hpp>

namespace mlxpatch::ops {

/// Whether `venv` is a Python virtual environment.
bool is_venv(const std::filesystem::path& venv);

/// The interpreter of a virtual environment.
std::filesystem::path venv_python(const std::filesystem::path& venv);

/// Whether a command's program is Python: "python3", "/usr/bin/python3.12".
bool is_python_program(const std::string& program);

/// The environment of a shell in which the virtual environment is activated: its programs come first on PATH.
ProcessOptions in_venv(const std::filesystem::path& venv);

/// The last lines of a program's output, for a message.
std::string last_lines(std::string_view output, std::size_t most);

}  // namespace mlxpatch::ops

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "command.hpp"

namespace mlxpatch::tests {

/// Whether strace is here and may trace (in some containers it may not). A test that needs it is skipped otherwise.
bool strace_works();

/// Runs a command and writes what strace says of its calls, and those of its children, to `log`. `options` are
/// strace's own, e.g. {"-e", "trace=fsync"}.
CommandResult run_under_strace(const std::filesystem::path& log, const std::vector<std::string>& options,
                               const std::vector<std::string>& argv, const std::filesystem::path& directory);

}  // namespace mlxpatch::tests

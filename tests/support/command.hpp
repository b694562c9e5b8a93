#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlxpatch::tests {

/// How a program ended and what it printed.
struct CommandResult {
  int exit = 0;  ///< its exit status, or 128 + signal
  std::string out;
  std::string err;
};

struct CommandOptions {
  std::filesystem::path directory;                                ///< where it runs; empty: here
  std::string input;                                              ///< its standard input, otherwise empty
  std::map<std::string, std::optional<std::string>> environment;  ///< set, or with no value unset, for it alone
};

/// Runs argv[0] (looked up on PATH), waits for its end. Neither of its outputs is a terminal. Throws
/// std::runtime_error if it cannot be started.
CommandResult run_command(const std::vector<std::string>& argv, const CommandOptions& options = {});

/// Runs the mlxpatch program that was built with these tests, or the one that MLXPATCH_BINARY names.
CommandResult run_mlxpatch(const std::vector<std::string>& arguments, const CommandOptions& options = {});
CommandResult run_mlxpatch(const std::vector<std::string>& arguments, const std::filesystem::path& directory);

/// The program that run_mlxpatch() runs.
std::filesystem::path mlxpatch_binary();

/// The whole file as bytes. Throws std::runtime_error naming the path.
std::string read_bytes(const std::filesystem::path& path);

/// Writes the file, creating the directories above it. Throws std::runtime_error naming the path.
void write_bytes(const std::filesystem::path& path, std::string_view bytes);

}  // namespace mlxpatch::tests

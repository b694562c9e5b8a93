#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlxpatch {

struct ProcessOptions {
  std::filesystem::path directory{};             ///< where it runs; empty: here
  std::map<std::string, std::string> set_env{};  ///< added to the inherited environment
  std::vector<std::string> unset_env{};          ///< removed from it
  std::string input{};                           ///< its standard input (else /dev/null)
  std::chrono::milliseconds timeout{0};          ///< ended (TERM, then KILL, with its children) after this; 0: never
  /// It stays in our process group, so that it may ask the person at the terminal (passwords), and inherits our
  /// standard input if no `input` is given.
  bool terminal_input = false;
  bool terminal_output = false;  ///< it writes to our standard output and error itself, and nothing is returned of it
  std::function<void(std::string_view)> on_output{};  ///< called with each piece of stdout as it arrives
  std::function<void(std::string_view)> on_errors{};  ///< called with each piece of stderr as it arrives
  std::function<bool()> gives_up{};                   ///< called now and then; true ends it as the timeout does
};

struct ProcessResult {
  int exit_code = 0;       ///< its exit status, or 128 + signal
  bool timed_out = false;  ///< ended by the timeout, or given up
  std::string output;
  std::string errors;
};

/// Runs argv[0] without a shell, waits, and returns what it printed. A name without '/' is looked up on the PATH which
/// the child gets; a relative path starts from `options.directory`. Throws Error if it can't be started, and
/// Error(interrupted) after Ctrl-C (the child is ended first, unless an InterruptHold is alive). Without
/// `terminal_input` the child is in a process group of its own, so that Ctrl-C reaches it only through us.
ProcessResult run_process(const std::vector<std::string>& argv, const ProcessOptions& options = {});

/// The full path of a program on PATH, if there is one. Relative and empty parts of PATH are skipped, so that a program
/// in the current directory (an upstream's, say) is never mistaken for an installed one.
std::optional<std::filesystem::path> find_program(std::string_view name);

}  // namespace mlxpatch

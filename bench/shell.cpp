#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/process.hpp>
#include <mlxpatch/base/text.hpp>

#include "shell.hpp"

namespace mlxpatch::bench {

std::string shell_quoted(std::string_view word) {
  std::string quoted = "'";
  for (const char byte : word) {
    if (byte == '\'') {
      quoted += "'\\''";
    } else {
      quoted += byte;
    }
  }
  return quoted + "'";
}

std::string run_quietly(const std::filesystem::path& directory, const std::vector<std::string>& command) {
  ProcessOptions options;
  options.directory = directory;
  const ProcessResult result = run_process(command, options);
  if (result.exit_code != 0) {
    throw Error(fmt::format("`{}` ended with exit code {}: {}", join(command, " "), result.exit_code,
                            trim(result.errors.empty() ? result.output : result.errors)))
        .doing("preparing a benchmark")
        .at(directory.string());
  }
  return std::string(trim_end(result.output));
}

std::string first_line_of(const std::vector<std::string>& command) {
  const bool is_path = command.front().find('/') != std::string::npos;
  if (!is_path && !find_program(command.front())) return "";
  const ProcessResult result = run_process(command);
  const std::vector<std::string_view> lines = split_lines(result.output);
  return lines.empty() ? "" : std::string(trim(lines.front()));
}

}  // namespace mlxpatch::bench

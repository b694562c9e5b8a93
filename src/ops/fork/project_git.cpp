#include "fork/project_git.hpp"

#include <chrono>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/process.hpp>

namespace mlxpatch::ops {

namespace {

constexpr std::chrono::seconds k_timeout{30};

/// Whether git ends with 0.
bool git_agrees(const std::filesystem::path& directory, std::initializer_list<std::string> arguments) {
  std::vector<std::string> argv = {"git", "-C", directory.string()};
  argv.insert(argv.end(), arguments);
  ProcessOptions options;
  options.timeout = k_timeout;
  options.set_env["GIT_LITERAL_PATHSPECS"] = "1";
  try {
    return run_process(argv, options).exit_code == 0;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    return false;
  }
}

}  // namespace

std::vector<std::string> steps_to_restore(const std::filesystem::path& file) {
  const std::filesystem::path directory = file.parent_path();
  const std::string name = file.filename().string();
  if (!git_agrees(directory, {"ls-files", "--error-unmatch", "--", name})) return {};
  // The checkout, too, is a git repository: wherever the person is, the file's own must be meant.
  const std::string git = git_command(directory.string());
  const std::string word = shell_word(name);
  // In a merge that is not finished, `checkout -- FILE` does not know which side is meant.
  if (!git_agrees(directory, {"cat-file", "-e", ":0:./" + name})) {
    return {fmt::format("{} checkout --ours -- {}     keep our side of the merge", git, word),
            fmt::format("{} checkout --theirs -- {}     or theirs; then `git add` it", git, word)};
  }
  if (git_agrees(directory, {"diff", "--quiet", "--", name})) {
    return {fmt::format("{} log -p -- {}     see when it became so", git, word)};
  }
  return {fmt::format("{} diff -- {}     see what was changed", git, word),
          fmt::format("{} checkout -- {}     restore the version that git has", git, word)};
}

}  // namespace mlxpatch::ops

#include "update/rerere.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/process.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/repository.hpp>

#include "fork/checkout.hpp"

namespace mlxpatch::ops {

namespace {

/// As git decides it: by its setting, or else by whether it has been used here.
bool is_enabled(const git::Repository& repository) {
  if (repository.is_bare()) return false;
  if (const auto setting = repository.config_bool("rerere.enabled")) return *setting;
  std::error_code absent;
  return std::filesystem::is_directory(repository.common_directory() / "rr-cache", absent);
}

ProcessResult call(Checkout& checkout, const std::vector<std::string>& words) {
  const auto git = find_program("git");
  if (!git) throw Error("there is no git program");
  std::vector<std::string> command = {git->string(), "rerere"};
  command.insert(command.end(), words.begin(), words.end());
  ProcessOptions options;
  options.directory = checkout.repository().work_directory();
  options.set_env = {{"LC_ALL", "C"}};
  options.unset_env = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"};
  return run_process(command, options);
}

}  // namespace

std::vector<std::string> run_rerere(Checkout& checkout) {
  if (!is_enabled(checkout.repository())) return {};
  std::vector<std::string> notes;
  try {
    const ProcessResult result = call(checkout, {});
    const std::string all = result.output + result.errors;
    for (const std::string_view line : split_lines(all)) {
      const std::string said = escape_control(trim_end(line));
      // "Resolved 'server.py' using previous resolution.", "Staged 'server.py' using previous resolution."
      if (result.exit_code != 0 || said.find(" using previous resolution") != std::string::npos) {
        notes.push_back("git rerere: " + said);
      }
    }
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    notes.push_back(fmt::format("git rerere, which rerere.enabled asks for, did not run: {}", error.what()));
  }
  return notes;
}

void clear_rerere(Checkout& checkout) {
  if (!is_enabled(checkout.repository())) return;
  try {
    call(checkout, {"clear"});
  } catch (const Error& error) {
    // It would only be noted again.
    if (error.kind() == ErrorKind::interrupted) throw;
  }
}

}  // namespace mlxpatch::ops

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <support/command.hpp>
#include <support/strace.hpp>

namespace mlxpatch::tests {

bool strace_works() {
  try {
    return run_command({"strace", "-qq", "-e", "trace=none", "true"}).exit == 0;
  } catch (const std::runtime_error&) {
    return false;
  }
}

CommandResult run_under_strace(const std::filesystem::path& log, const std::vector<std::string>& options,
                               const std::vector<std::string>& argv, const std::filesystem::path& directory) {
  std::vector<std::string> words{"strace", "-f", "-qq", "-o", log.string()};
  words.insert(words.end(), options.begin(), options.end());
  words.insert(words.end(), argv.begin(), argv.end());
  CommandOptions running;
  running.directory = directory;
  return run_command(words, running);
}

}  // namespace mlxpatch::tests

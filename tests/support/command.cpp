#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <ios>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <support/command.hpp>
#include <support/stream.hpp>

extern "C" char** environ;  // NOLINT(readability-redundant-declaration): POSIX asks the program to declare it

namespace mlxpatch::tests {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

/// An unnamed file: as a program's output it needs no reader beside it, whatever the amount.
File unnamed_file() {
  File file(std::tmpfile());
  if (!file) {
    throw std::runtime_error(std::string("no temporary file: ") + std::strerror(errno));
  }
  return file;
}

std::vector<std::string> environment_for(const CommandOptions& options) {
  std::map<std::string, std::string> values;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string line = *entry;
    const std::size_t equals = line.find('=');
    values[line.substr(0, equals)] = equals == std::string::npos ? "" : line.substr(equals + 1);
  }
  for (const auto& [name, value] : options.environment) {
    if (value) {
      values[name] = *value;
    } else {
      values.erase(name);
    }
  }
  std::vector<std::string> lines;
  lines.reserve(values.size());
  for (const auto& [name, value] : values) {
    lines.emplace_back(name).append("=").append(value);
  }
  return lines;
}

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) {
    pointers.push_back(word.data());
  }
  pointers.push_back(nullptr);
  return pointers;
}

/// What the child does before it becomes the program: its three streams and its directory.
class SpawnActions {
 public:
  SpawnActions() { posix_spawn_file_actions_init(&m_actions); }
  ~SpawnActions() { posix_spawn_file_actions_destroy(&m_actions); }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;

  void stream(std::FILE* file, int number) { posix_spawn_file_actions_adddup2(&m_actions, fileno(file), number); }
  void directory(const std::filesystem::path& path) { posix_spawn_file_actions_addchdir_np(&m_actions, path.c_str()); }
  const posix_spawn_file_actions_t* get() const { return &m_actions; }

 private:
  posix_spawn_file_actions_t m_actions{};
};

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) {
      throw std::runtime_error(std::string("waiting for a program: ") + std::strerror(errno));
    }
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

CommandResult run_command(const std::vector<std::string>& argv, const CommandOptions& options) {
  const File input = unnamed_file();
  const File output = unnamed_file();
  const File errors = unnamed_file();
  std::fwrite(options.input.data(), 1, options.input.size(), input.get());
  go_to_start(input.get());

  SpawnActions actions;
  actions.stream(input.get(), STDIN_FILENO);
  actions.stream(output.get(), STDOUT_FILENO);
  actions.stream(errors.get(), STDERR_FILENO);
  if (!options.directory.empty()) {
    actions.directory(options.directory);
  }
  std::vector<std::string> words = argv;
  std::vector<std::string> environment = environment_for(options);
  pid_t child = 0;
  const int failure = posix_spawnp(&child, argv.at(0).c_str(), actions.get(), nullptr, pointers_to(words).data(),
                                   pointers_to(environment).data());
  if (failure != 0) {
    throw std::runtime_error("can't start " + argv.at(0) + " in '" + options.directory.string() +
                             "': " + std::strerror(failure));
  }
  CommandResult result;
  result.exit = wait_for(child);
  result.out = everything_in(output.get());
  result.err = everything_in(errors.get());
  return result;
}

std::filesystem::path mlxpatch_binary() {
  const char* other = std::getenv("MLXPATCH_BINARY");
  return other != nullptr ? other : MLXPATCH_BINARY;
}

CommandResult run_mlxpatch(const std::vector<std::string>& arguments, const CommandOptions& options) {
  std::vector<std::string> argv{mlxpatch_binary().string()};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return run_command(argv, options);
}

CommandResult run_mlxpatch(const std::vector<std::string>& arguments, const std::filesystem::path& directory) {
  CommandOptions options;
  options.directory = directory;
  return run_mlxpatch(arguments, options);
}

std::string read_bytes(const std::filesystem::path& path) {
  const std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw std::runtime_error("can't read " + path.string());
  }
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return std::move(bytes).str();
}

void write_bytes(const std::filesystem::path& path, std::string_view bytes) {
  if (path.has_parent_path()) {
    std::filesystem::create_directories(path.parent_path());
  }
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) {
    throw std::runtime_error("can't write " + path.string());
  }
}

}  // namespace mlxpatch::tests

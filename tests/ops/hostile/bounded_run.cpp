#include "bounded_run.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <support/command.hpp>
#include <support/world.hpp>

namespace mlxpatch::tests {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds k_longest_run{60};

/// In the child: becomes the program.
[[noreturn]] void become(std::vector<char*>& argv, const fs::path& directory, const fs::path& out,
                         const fs::path& err) {
  constexpr int k_failed = 127;
  const auto redirect = [](int descriptor, const char* path, int flags) {
    const int opened = open(path, flags, 0600);
    return opened >= 0 && dup2(opened, descriptor) == descriptor;
  };
  constexpr int k_write = O_WRONLY | O_CREAT | O_TRUNC;
  if (chdir(directory.c_str()) == 0 && redirect(STDIN_FILENO, "/dev/null", O_RDONLY) &&
      redirect(STDOUT_FILENO, out.c_str(), k_write) && redirect(STDERR_FILENO, err.c_str(), k_write)) {
    execv(argv.front(), argv.data());
  }
  _exit(k_failed);
}

/// Waits for the process to end, and ends it itself if that takes too long.
rusage wait_for(pid_t process, int& status) {
  rusage usage{};
  const auto end = std::chrono::steady_clock::now() + k_longest_run;
  while (true) {
    const pid_t ended = wait4(process, &status, WNOHANG, &usage);
    if (ended == process) return usage;
    if (ended < 0 && errno != EINTR) throw std::runtime_error("the program can't be waited for");
    if (std::chrono::steady_clock::now() > end) kill(process, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

long mib_of(const rusage& usage) {
#ifdef __APPLE__
  return usage.ru_maxrss >> 20;  // bytes
#else
  return usage.ru_maxrss >> 10;  // KiB
#endif
}

}  // namespace

BoundedRun run_bounded(const std::vector<std::string>& words, const fs::path& directory) {
  std::vector<std::string> arguments{mlxpatch_binary().string()};
  arguments.insert(arguments.end(), words.begin(), words.end());
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  const fs::path out = World::current() / "hostile-out";
  const fs::path err = World::current() / "hostile-err";
  const pid_t process = fork();
  if (process < 0) throw std::runtime_error("no process can be started");
  if (process == 0) become(argv, directory, out, err);
  int status = 0;
  const rusage usage = wait_for(process, status);
  BoundedRun run;
  run.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  run.out = read_bytes(out);
  run.err = read_bytes(err);
  run.peak_mib = mib_of(usage);
  fs::remove(out);
  fs::remove(err);
  return run;
}

std::string first_raw_control(std::string_view text) {
  constexpr std::array<std::string_view, 16> k_marks{"\xd8\x9c",     "\xe2\x80\x8e", "\xe2\x80\x8f", "\xe2\x80\xa8",
                                                     "\xe2\x80\xa9", "\xe2\x80\xaa", "\xe2\x80\xab", "\xe2\x80\xac",
                                                     "\xe2\x80\xad", "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa7",
                                                     "\xe2\x81\xa8", "\xe2\x81\xa9", "\xef\xbb\xbf", "\x7f"};
  for (std::size_t index = 0; index < text.size(); ++index) {
    const auto byte = static_cast<unsigned char>(text[index]);
    const auto next = index + 1 < text.size() ? static_cast<unsigned char>(text[index + 1]) : 0U;
    const bool is_control = byte < 0x20 && byte != '\n';
    const bool is_c1 = byte == 0xc2 && next >= 0x80 && next < 0xa0;
    bool is_mark = false;
    for (const std::string_view mark : k_marks) is_mark = is_mark || text.substr(index).starts_with(mark);
    if (!is_control && !is_c1 && !is_mark) continue;
    std::array<char, 64> words{};
    std::snprintf(words.data(), words.size(), "byte 0x%02x at %zu", byte, index);
    return words.data();
  }
  return "";
}

}  // namespace mlxpatch::tests

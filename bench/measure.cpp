#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <exception>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>

#include "measure.hpp"

namespace mlxpatch::bench {

namespace {

constexpr int k_not_started = 127;

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

#ifdef __APPLE__
constexpr double k_rss_units_in_mebibyte = 1024.0 * 1024.0;
#else
constexpr double k_rss_units_in_mebibyte = 1024.0;
#endif

/// The child: becomes the program, in its folder, silent.
[[noreturn]] void become(const std::vector<char*>& arguments, const char* directory, const char* log) {
  const int input = ::open("/dev/null", O_RDONLY);
  const int output = ::open(log, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (input >= 0 && output >= 0 && ::chdir(directory) == 0) {
    ::dup2(input, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::close(input);
    ::close(output);
    ::execvp(arguments.front(), arguments.data());
  }
  ::_exit(k_not_started);
}

int exit_code_of(int status) { return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status); }

/// Waits to the end, whatever happens, and says what the child and its own children used.
int wait_for(pid_t child, rusage& usage) {
  int status = 0;
  while (::wait4(child, &status, 0, &usage) < 0) {
    if (errno != EINTR) throw system_error("can't wait for a program that was started", errno);
  }
  return exit_code_of(status);
}

}  // namespace

MeasuredRun run_measured(const std::vector<std::string>& command, const std::filesystem::path& directory,
                         const std::filesystem::path& log) {
  check_interrupt();
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);

  const auto start = std::chrono::steady_clock::now();
  const pid_t child = ::fork();
  if (child < 0) throw system_error(fmt::format("can't start {}", command.front()), errno);
  if (child == 0) become(arguments, directory.c_str(), log.c_str());
  rusage usage{};
  MeasuredRun run;
  run.exit_code = wait_for(child, usage);
  run.cost.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  run.cost.cpu_seconds = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
  run.cost.peak_mebibytes = static_cast<double>(usage.ru_maxrss) / k_rss_units_in_mebibyte;
  check_interrupt();
  if (run.exit_code == k_not_started) throw Error(fmt::format("{} could not be run", command.front()));
  return run;
}

void run_in_child(const std::function<void()>& work) {
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child < 0) throw system_error("can't start a process of one's own", errno);
  if (child == 0) {
    try {
      work();
      ::_exit(0);
    } catch (const std::exception& error) {
      fmt::print(stderr, "mlxpatch_bench: {}\n", error.what());
      ::_exit(1);
    }
  }
  rusage usage{};
  const int exit_code = wait_for(child, usage);
  check_interrupt();
  if (exit_code != 0) throw Error("the preparation failed").doing("preparing a benchmark");
}

Cost median_of(const std::vector<Cost>& costs) {
  const auto middle = [&](double Cost::* column) {
    std::vector<double> values;
    for (const Cost& cost : costs) values.push_back(cost.*column);
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
  };
  if (costs.empty()) return {};
  return {middle(&Cost::cpu_seconds), middle(&Cost::wall_seconds), middle(&Cost::peak_mebibytes)};
}

}  // namespace mlxpatch::bench

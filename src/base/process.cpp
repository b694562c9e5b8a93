#include <mlxpatch/base/process.hpp>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/types.h>
#include <unistd.h>

#include <mlxpatch/base/descriptor.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>

#include "child.hpp"

extern char** environ;

namespace mlxpatch {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// How soon we notice a signal, a deadline, or a child that ended while a grandchild keeps its pipes open.
constexpr milliseconds k_poll_interval{50};
// Between TERM and KILL.
constexpr milliseconds k_grace_period{1000};
// A child has ended, but somebody holds its pipes (ssh's shared connection, git's background work). We go on reading
// until nothing arrives for so many rounds of k_poll_interval, and for so long at most. Rounds, since on a busy machine
// time also passes while we are not scheduled.
constexpr int k_quiet_rounds = 5;
constexpr milliseconds k_longest_drain{5000};

std::optional<fs::path> find_program_on(std::string_view path, std::string_view name) {
  for (const std::string_view directory : split(path, ':')) {
    if (!directory.starts_with('/')) continue;
    fs::path candidate = fs::path(directory) / name;
    std::error_code ignored;
    if (fs::is_regular_file(candidate, ignored) && access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return std::nullopt;
}

std::map<std::string, std::string> environment_for(const ProcessOptions& options) {
  std::map<std::string, std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view line(*entry);
    const std::size_t equals = line.find('=');
    if (equals != std::string_view::npos) environment.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  for (const std::string& name : options.unset_env) environment.erase(name);
  for (const auto& [name, value] : options.set_env) environment[name] = value;
  return environment;
}

void refuse_nul(std::string_view text) {
  if (text.find('\0') == std::string_view::npos) return;
  throw Error(fmt::format("a NUL byte can't be passed to a program: '{}'", escape_control(text)));
}

Launch prepare(const std::vector<std::string>& argv, const ProcessOptions& options) {
  if (argv.empty() || argv.front().empty()) throw Error("there is no program to run: the command is empty");
  for (const std::string& word : argv) refuse_nul(word);
  Launch launch;
  launch.arguments = argv;
  launch.directory = options.directory;
  launch.shares_terminal = options.terminal_input;
  launch.inherits_input = options.terminal_input && options.input.empty();
  launch.inherits_output = options.terminal_output;
  const std::map<std::string, std::string> environment = environment_for(options);
  for (const auto& [name, value] : environment) {
    launch.environment.push_back(fmt::format("{}={}", name, value));
    refuse_nul(launch.environment.back());
  }
  const std::string& name = argv.front();
  if (name.find('/') != std::string::npos) {
    launch.program = name;
    return launch;
  }
  const auto path = environment.find("PATH");
  const auto found = path == environment.end() ? std::nullopt : find_program_on(path->second, name);
  if (!found) {
    Error error(fmt::format("there is no program '{}' on PATH", escape_control(name)));
    throw Error(error.doing(fmt::format("starting '{}'", escape_control(name)))
                    .hint(fmt::format("install {}, or add its directory to PATH", escape_control(name))));
  }
  launch.program = *found;
  return launch;
}

/// Writes to a pipe whose reader may have gone, without being killed by SIGPIPE. Returns write's result; errno is
/// write's.
ssize_t write_quietly(int descriptor, std::string_view bytes) {
  sigset_t pipe_signal{};
  sigset_t before{};
  sigset_t pending{};
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  sigpending(&pending);
  const bool was_pending = sigismember(&pending, SIGPIPE) == 1;
  pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
  const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
  const int error_number = errno;
  if (count < 0 && error_number == EPIPE && !was_pending) {
    sigpending(&pending);
    int taken = 0;
    if (sigismember(&pending, SIGPIPE) == 1) sigwait(&pipe_signal, &taken);
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error_number;
  return count;
}

/// One run: writes to the child, reads from it, and ends it when its time is up or a person asks to stop.
class Conversation {
 public:
  Conversation(const Launch& launch, const ProcessOptions& options)
      : m_options(options), m_child(launch), m_unsent(options.input) {
    if (m_unsent.empty()) m_child.input.close();
    if (options.timeout.count() > 0) m_deadline = Clock::now() + options.timeout;
  }

  ProcessResult run() {
    while (!is_over()) {
      wait_for_pipes();
      check_time_and_signals();
    }
    // Its children that outlived the TERM are killed, too.
    if (m_ending) m_child.signal(SIGKILL);
    m_result.exit_code = m_child.reap();
    if (m_stopped_by_person) check_interrupt();
    return std::move(m_result);
  }

 private:
  bool pipes_are_open() const { return m_child.output.is_open() || m_child.errors.is_open(); }

  bool is_over() {
    if (!m_child.has_ended()) return false;
    if (m_killed || !pipes_are_open()) return true;
    if (!m_ended_at) m_ended_at = Clock::now();
    return m_quiet_rounds >= k_quiet_rounds || Clock::now() - *m_ended_at > k_longest_drain;
  }

  /// Sleeps until a pipe is ready, at most for k_poll_interval, and moves the bytes that can be moved.
  void wait_for_pipes() {
    std::array<pollfd, 3> polled{pollfd{m_child.output.get(), POLLIN, 0}, pollfd{m_child.errors.get(), POLLIN, 0},
                                 pollfd{m_child.input.get(), POLLOUT, 0}};
    // A child that has closed its pipes usually ends within moments.
    const bool may_take_long = pipes_are_open() || m_options.terminal_output;
    const milliseconds patience = may_take_long ? k_poll_interval : milliseconds(2);
    const int ready = poll(polled.data(), polled.size(), static_cast<int>(patience.count()));
    if (ready == 0 && m_ended_at) ++m_quiet_rounds;
    if (ready <= 0) return;
    m_quiet_rounds = 0;
    if (polled[0].revents != 0) hear(m_child.output, m_result.output, m_options.on_output);
    if (polled[1].revents != 0) hear(m_child.errors, m_result.errors, m_options.on_errors);
    if (polled[2].revents != 0) feed();
  }

  void hear(Descriptor& pipe, std::string& heard, const std::function<void(std::string_view)>& listener) {
    std::array<char, 65536> piece{};
    const ssize_t count = ::read(pipe.get(), piece.data(), piece.size());
    if (count > 0) {
      const std::string_view bytes(piece.data(), static_cast<std::size_t>(count));
      heard += bytes;
      if (listener) listener(bytes);
    } else if (count == 0 || (errno != EINTR && errno != EAGAIN)) {
      pipe.close();
    }
  }

  void feed() {
    const ssize_t count = write_quietly(m_child.input.get(), m_unsent);
    if (count > 0) m_unsent.remove_prefix(static_cast<std::size_t>(count));
    // A child may stop reading early (`head` does); what it then says and returns is what counts.
    const bool has_stopped_reading = count < 0 && errno != EINTR && errno != EAGAIN;
    if (has_stopped_reading || m_unsent.empty()) m_child.input.close();
  }

  void check_time_and_signals() {
    const Clock::time_point now = Clock::now();
    const bool is_late = m_deadline && now >= *m_deadline;
    if (!m_ending && (is_late || (m_options.gives_up && m_options.gives_up())) && !m_child.has_ended()) {
      m_result.timed_out = true;
      begin_ending();
    }
    if (!m_stopped_by_person && person_wants_to_stop()) {
      m_stopped_by_person = true;
      if (!m_ending) begin_ending();
    }
    if (m_ending && !m_killed && now >= m_kill_at) {
      m_child.signal(SIGKILL);
      m_killed = true;
    }
  }

  void begin_ending() {
    m_ending = true;
    m_kill_at = Clock::now() + k_grace_period;
    m_child.signal(SIGTERM);
  }

  static bool person_wants_to_stop() {
    try {
      check_interrupt();
      return false;
    } catch (const Error&) {
      return true;
    }
  }

  const ProcessOptions& m_options;
  Child m_child;
  std::string_view m_unsent;
  ProcessResult m_result;
  std::optional<Clock::time_point> m_deadline;
  Clock::time_point m_kill_at;
  std::optional<Clock::time_point> m_ended_at;  ///< when its end was noticed while its pipes were open
  int m_quiet_rounds = 0;
  bool m_ending = false;
  bool m_killed = false;
  bool m_stopped_by_person = false;
};

}  // namespace

ProcessResult run_process(const std::vector<std::string>& argv, const ProcessOptions& options) {
  check_interrupt();
  return Conversation(prepare(argv, options), options).run();
}

std::optional<fs::path> find_program(std::string_view name) {
  const char* path = std::getenv("PATH");
  if (path == nullptr || name.empty() || name.find('/') != std::string_view::npos) return std::nullopt;
  return find_program_on(path, name);
}

}  // namespace mlxpatch

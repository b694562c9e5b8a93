#include "child.hpp"

#include <array>
#include <cerrno>
#include <optional>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <mlxpatch/base/descriptor.hpp>
#include <mlxpatch/base/error.hpp>

namespace mlxpatch {

namespace {

struct Pipe {
  Descriptor read;
  Descriptor write;
};

/// Both ends are closed on exec and above the standard descriptors, which a caller may have handed us closed.
Pipe make_pipe() {
  std::array<int, 2> ends{};
#ifdef __linux__
  const int made = pipe2(ends.data(), O_CLOEXEC);
#else
  const int made = pipe(ends.data());
#endif
  if (made != 0) throw system_error("can't create a pipe", errno);
  const Descriptor low_read(ends[0]);
  const Descriptor low_write(ends[1]);
  Pipe pipe{Descriptor(fcntl(ends[0], F_DUPFD_CLOEXEC, STDERR_FILENO + 1)),
            Descriptor(fcntl(ends[1], F_DUPFD_CLOEXEC, STDERR_FILENO + 1))};
  if (!pipe.read.is_open() || !pipe.write.is_open()) throw system_error("can't create a pipe", errno);
  return pipe;
}

void make_non_blocking(const Descriptor& descriptor) {
  fcntl(descriptor.get(), F_SETFL, fcntl(descriptor.get(), F_GETFL) | O_NONBLOCK);
}

/// Pointers for exec; they live as long as `words`.
std::vector<char*> pointers_to(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

/// What the child reports through the fourth pipe if it can't become the program.
struct StartFailure {
  enum class Step : int { directory, program } step = Step::program;
  int error_number = 0;
};

struct ChildSide {
  const char* program;
  char* const* arguments;
  char* const* environment;
  const char* directory;  ///< null: here
  int input;              ///< -1: inherited
  int output;             ///< likewise
  int errors;
  int failure;
  bool leads_group;
  sigset_t signal_mask;
};

/// The child between fork and exec: async-signal-safe calls only.
[[noreturn]] void become(const ChildSide& side) {
  if (side.leads_group) setpgid(0, 0);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) {
    struct sigaction current{};
    // Our handlers go; what was ignored for us (by nohup, say) stays ignored, but for SIGPIPE.
    if (sigaction(number, nullptr, &current) == 0 && current.sa_handler == SIG_IGN && number != SIGPIPE) continue;
    (void)::signal(number, SIG_DFL);
  }
  sigprocmask(SIG_SETMASK, &side.signal_mask, nullptr);
  StartFailure failure;
  if (side.input >= 0) dup2(side.input, STDIN_FILENO);
  if (side.output >= 0) dup2(side.output, STDOUT_FILENO);
  if (side.errors >= 0) dup2(side.errors, STDERR_FILENO);
  if (side.directory != nullptr && chdir(side.directory) != 0) {
    failure.step = StartFailure::Step::directory;
  } else {
    execve(side.program, side.arguments, side.environment);
  }
  failure.error_number = errno;
  [[maybe_unused]] const ssize_t written = write(side.failure, &failure, sizeof failure);
  _exit(127);
}

/// Blocks every signal of this thread while it is alive, so that none is lost between fork and exec.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all{};
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &m_before);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;
  const sigset_t& before() const { return m_before; }

 private:
  sigset_t m_before{};
};

/// Waits for the child's exec; the pipe closes with it.
std::optional<StartFailure> read_failure(const Descriptor& pipe) {
  StartFailure failure;
  for (;;) {
    const ssize_t count = ::read(pipe.get(), &failure, sizeof failure);
    if (count == static_cast<ssize_t>(sizeof failure)) return failure;
    if (count >= 0 || errno != EINTR) return std::nullopt;
  }
}

[[noreturn]] void throw_start_failure(const Launch& launch, const StartFailure& failure) {
  const std::string doing = fmt::format("starting '{}'", launch.arguments.front());
  if (failure.step == StartFailure::Step::directory) {
    Error error =
        system_error(fmt::format("can't enter the directory '{}'", launch.directory.string()), failure.error_number);
    throw Error(error.doing(doing));
  }
  Error error = system_error(fmt::format("can't run '{}'", launch.program.string()), failure.error_number);
  throw Error(error.doing(doing));
}

}  // namespace

Child::Child(const Launch& launch) : m_leads_group(!launch.shares_terminal) {
  const std::vector<char*> arguments = pointers_to(launch.arguments);
  const std::vector<char*> environment = pointers_to(launch.environment);
  Pipe input_pipe = make_pipe();
  Pipe output_pipe = make_pipe();
  Pipe errors_pipe = make_pipe();
  Pipe failure_pipe = make_pipe();
  {
    const SignalsBlocked blocked;
    const ChildSide side{launch.program.c_str(),
                         arguments.data(),
                         environment.data(),
                         launch.directory.empty() ? nullptr : launch.directory.c_str(),
                         launch.inherits_input ? -1 : input_pipe.read.get(),
                         launch.inherits_output ? -1 : output_pipe.write.get(),
                         launch.inherits_output ? -1 : errors_pipe.write.get(),
                         failure_pipe.write.get(),
                         m_leads_group,
                         blocked.before()};
    m_process = fork();
    if (m_process == 0) become(side);
    if (m_process < 0) throw system_error(fmt::format("can't start '{}'", launch.arguments.front()), errno);
    // Both sides do this, so that the group exists whoever runs first.
    if (m_leads_group) setpgid(m_process, m_process);
  }
  failure_pipe.write.close();
  if (const auto failure = read_failure(failure_pipe.read)) {
    reap();
    throw_start_failure(launch, *failure);
  }
  if (!launch.inherits_input) input = std::move(input_pipe.write);
  if (!launch.inherits_output) {
    output = std::move(output_pipe.read);
    errors = std::move(errors_pipe.read);
  }
  for (const Descriptor* descriptor : {&input, &output, &errors}) {
    if (descriptor->is_open()) make_non_blocking(*descriptor);
  }
}

Child::~Child() {
  if (m_process < 0) return;
  signal(SIGKILL);
  reap();
}

bool Child::has_ended() const {
  siginfo_t info{};
  for (;;) {
    if (waitid(P_PID, static_cast<id_t>(m_process), &info, WEXITED | WNOHANG | WNOWAIT) == 0) return info.si_pid != 0;
    if (errno != EINTR) return true;
  }
}

void Child::signal(int number) const {
  if (m_process > 0) kill(m_leads_group ? -m_process : m_process, number);
}

int Child::reap() {
  int status = 0;
  while (waitpid(m_process, &status, 0) < 0) {
    if (errno == EINTR) continue;
    m_process = -1;
    throw system_error("can't wait for a program that was started", ECHILD);
  }
  m_process = -1;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace mlxpatch

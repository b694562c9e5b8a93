#include <chrono>
#include <cstdlib>
#include <functional>
#include <string_view>
#include <thread>

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <catch2/catch_test_macros.hpp>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/process.hpp>

using namespace mlxpatch;
using namespace std::chrono_literals;

namespace {

/// Runs the body in a process of its own, since an interrupt can't be taken back. Returns 0 or 1 for what the body
/// returned, 2 where it threw, or 128 + the signal that ended it.
int in_process(const std::function<bool()>& body) {
  const pid_t process = fork();
  if (process == 0) {
    int code = 2;
    try {
      install_interrupt_handlers();
      code = body() ? 0 : 1;
    } catch (...) {
      code = 2;
    }
    _exit(code);
  }
  int status = 0;
  while (waitpid(process, &status, 0) < 0) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/// To this process.
void deliver(int signal_number) {
  if (raise(signal_number) != 0) std::abort();
}

bool check_throws() {
  try {
    check_interrupt();
    return false;
  } catch (const Error& error) {
    return error.kind() == ErrorKind::interrupted;
  }
}

}  // namespace

TEST_CASE("without a signal nothing is interrupted") {
  CHECK(in_process([] { return !interrupted() && !check_throws(); }) == 0);
}

TEST_CASE("each of the three signals only sets a flag") {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    CHECK(in_process([number] {
            deliver(number);
            return interrupted() && check_throws();
          }) == 0);
  }
}

TEST_CASE("a hold keeps an interrupt back until it ends") {
  CHECK(in_process([] {
          bool was_held = false;
          {
            const InterruptHold hold;
            const InterruptHold inner;
            deliver(SIGINT);
            was_held = interrupted() && !check_throws();
          }
          return was_held && check_throws();
        }) == 0);
}

TEST_CASE("a repeat of Ctrl-C within the same key press is taken for one") {
  CHECK(in_process([] {
          deliver(SIGINT);
          deliver(SIGINT);
          return interrupted();
        }) == 0);
}

TEST_CASE("a second Ctrl-C ends the process, but not while it is held") {
  CHECK(in_process([] {
          deliver(SIGINT);
          std::this_thread::sleep_for(1200ms);
          {
            const InterruptHold hold;
            deliver(SIGINT);
          }
          deliver(SIGINT);
          return true;
        }) == 128 + SIGINT);
}

TEST_CASE("a signal that was ignored stays ignored") {
  CHECK(in_process([] {
          if (signal(SIGHUP, SIG_IGN) == SIG_ERR) return false;
          install_interrupt_handlers();
          deliver(SIGHUP);
          return !interrupted();
        }) == 0);
}

TEST_CASE("Ctrl-C ends a running child and then throws") {
  CHECK(in_process([] {
          ProcessOptions options;
          options.on_output = [](std::string_view) { deliver(SIGINT); };
          const auto start = std::chrono::steady_clock::now();
          try {
            run_process({"sh", "-c", "echo started; sleep 100"}, options);
          } catch (const Error& error) {
            return error.kind() == ErrorKind::interrupted && std::chrono::steady_clock::now() - start < 10s;
          }
          return false;
        }) == 0);
}

TEST_CASE("a held Ctrl-C lets a running child end by itself") {
  CHECK(in_process([] {
          const InterruptHold hold;
          ProcessOptions options;
          options.on_output = [](std::string_view) { deliver(SIGINT); };
          return run_process({"sh", "-c", "echo started; sleep 0.2; exit 5"}, options).exit_code == 5;
        }) == 0);
}

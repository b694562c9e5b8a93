#include <mlxpatch/base/interrupt.hpp>

#include <signal.h>
#include <time.h>

#include <atomic>
#include <mlxpatch/base/error.hpp>

namespace mlxpatch {

namespace {

// Touched by the signal handler, hence lock-free atomics and nothing else.
std::atomic<bool> g_interrupted{false};
std::atomic<int> g_holds{0};
std::atomic<long> g_first_second{0};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free &&
              std::atomic<long>::is_always_lock_free);

// Wrappers such as `uv run` pass a Ctrl-C on which the terminal has sent to us already: a repeat within this time is
// the same key press.
constexpr long k_same_press_seconds = 2;

long now_in_seconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<long>(now.tv_sec);
}

extern "C" void on_signal(int number) {
  if (!g_interrupted.exchange(true)) {
    g_first_second = now_in_seconds();
    return;
  }
  if (number != SIGINT || g_holds > 0 || now_in_seconds() - g_first_second <= k_same_press_seconds) return;
  // The signal is blocked while its handler runs; the default action comes with the return from here.
  signal(number, SIG_DFL);
  raise(number);
}

}  // namespace

void install_interrupt_handlers() {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction old {};
    if (sigaction(number, nullptr, &old) == 0 && old.sa_handler == SIG_IGN) continue;
    struct sigaction action {};
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    // Without SA_RESTART a blocking system call returns early, so that its loop sees the flag soon.
    sigaction(number, &action, nullptr);
  }
  // A parent that ignored SIGCHLD would make our children vanish before we can ask how they ended.
  signal(SIGCHLD, SIG_DFL);
}

bool interrupted() { return g_interrupted; }

void check_interrupt() {
  if (g_interrupted && g_holds == 0) throw Error("interrupted", ErrorKind::interrupted);
}

InterruptHold::InterruptHold() { ++g_holds; }
InterruptHold::~InterruptHold() { --g_holds; }

}  // namespace mlxpatch

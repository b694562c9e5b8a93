#include <mlxpatch/base/interrupt.hpp>

#include <atomic>
#include <cstdint>

#include <signal.h>
#include <time.h>

#include <mlxpatch/base/error.hpp>

namespace mlxpatch {

namespace {

// Touched by the signal handler, hence lock-free atomics and nothing else.
std::atomic<bool> g_interrupted{false};
std::atomic<int> g_holds{0};
std::atomic<std::int64_t> g_first_press{0};  ///< on the clock of now_in_milliseconds(); 0: none yet
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free &&
              std::atomic<std::int64_t>::is_always_lock_free);

// Wrappers such as `uv run` pass a Ctrl-C on which the terminal has sent to us already: a repeat within this time is
// the same key press.
constexpr std::int64_t k_same_press_milliseconds = 1000;

std::int64_t now_in_milliseconds() {
  timespec now{};
  (void)clock_gettime(CLOCK_MONOTONIC, &now);  // this clock is everywhere
  return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

extern "C" void on_signal(int number) {
  const std::int64_t now = now_in_milliseconds();
  std::int64_t first_press = 0;
  const bool is_first = g_first_press.compare_exchange_strong(first_press, now);
  g_interrupted = true;
  if (is_first || number != SIGINT || g_holds > 0 || now - first_press <= k_same_press_milliseconds) return;
  // The signal is blocked while its handler runs; the default action comes with the return from here.
  (void)signal(number, SIG_DFL);
  (void)raise(number);
}

}  // namespace

void install_interrupt_handlers() {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction old{};
    if (sigaction(number, nullptr, &old) == 0 && old.sa_handler == SIG_IGN) continue;
    struct sigaction action{};
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    // Without SA_RESTART a blocking system call returns early, so that its loop sees the flag soon.
    sigaction(number, &action, nullptr);
  }
  // A parent that ignored SIGCHLD would make our children vanish before we can ask how they ended.
  (void)signal(SIGCHLD, SIG_DFL);
}

bool interrupted() { return g_interrupted; }

void check_interrupt() {
  if (g_interrupted && g_holds == 0) throw Error("interrupted", ErrorKind::interrupted);
}

InterruptHold::InterruptHold() { ++g_holds; }
InterruptHold::~InterruptHold() { --g_holds; }

}  // namespace mlxpatch

#include <mlxpatch/base/trace.hpp>

#include <atomic>
#include <mutex>
#include <utility>

namespace mlxpatch {

namespace {

std::mutex g_mutex;
std::atomic<bool> g_listening{false};

// A function-local static is built on first use, so that no order of static initialisation matters.
std::function<void(std::string_view)>& sink_place() {
  static std::function<void(std::string_view)> sink;
  return sink;
}

}  // namespace

void set_trace_sink(std::function<void(std::string_view)> sink) {
  const std::lock_guard lock(g_mutex);
  g_listening = static_cast<bool>(sink);
  sink_place() = std::move(sink);
}

bool tracing() { return g_listening; }

void trace(std::string_view line) {
  if (!tracing()) return;
  const std::lock_guard lock(g_mutex);
  if (sink_place()) sink_place()(line);
}

}  // namespace mlxpatch

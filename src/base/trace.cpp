#include <mlxpatch/base/trace.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <ios>
#include <mutex>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

namespace mlxpatch {

namespace {

std::mutex g_mutex;
std::atomic<bool> g_listening{false};

// A function-local static is built on first use, so that no order of static initialisation matters.
std::function<void(std::string_view)>& current_sink() {
  static std::function<void(std::string_view)> sink;
  return sink;
}

constexpr std::uintmax_t k_longest_file = std::uintmax_t{1} << 20U;

/// The trace that stays on the disk, for finding out later what went wrong.
class TraceFile {
 public:
  void set(std::filesystem::path path) {
    m_path = std::move(path);
    m_stream = {};
  }

  bool is_set() const { return !m_path.empty(); }

  void write(std::string_view line) {
    if (m_path.empty()) return;
    if (!m_stream.is_open()) open();
    const auto now = std::chrono::system_clock::now();
    m_stream << fmt::format("{:%Y-%m-%dT%H:%M:%S} {} {}\n", fmt::gmtime(std::chrono::system_clock::to_time_t(now)),
                            ::getpid(), line);
    m_stream.flush();
  }

 private:
  void open() {
    std::error_code unknown;
    const bool is_long = std::filesystem::file_size(m_path, unknown) > k_longest_file && !unknown;
    m_stream.open(m_path, is_long ? std::ios::trunc : std::ios::app);
  }

  std::filesystem::path m_path;
  std::ofstream m_stream;
};

TraceFile& trace_file() {
  static TraceFile file;
  return file;
}

}  // namespace

void set_trace_file(std::filesystem::path file) {
  const std::lock_guard lock(g_mutex);
  trace_file().set(std::move(file));
  g_listening = trace_file().is_set() || static_cast<bool>(current_sink());
}

void set_trace_sink(std::function<void(std::string_view)> sink) {
  const std::lock_guard lock(g_mutex);
  current_sink() = std::move(sink);
  g_listening = trace_file().is_set() || static_cast<bool>(current_sink());
}

bool tracing() { return g_listening; }

void trace(std::string_view line) {
  if (!tracing()) return;
  const std::lock_guard lock(g_mutex);
  trace_file().write(line);
  if (current_sink()) current_sink()(line);
}

}  // namespace mlxpatch

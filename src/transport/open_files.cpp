#include "open_files.hpp"

#include <cctype>
#include <chrono>
#include <filesystem>
#include <string>
#include <system_error>

namespace mlxpatch::transport {
namespace {

namespace fs = std::filesystem;

bool is_recent(const fs::path& file) {
  std::error_code missing;
  const auto written = fs::last_write_time(file, missing);
  return !missing && fs::file_time_type::clock::now() - written < std::chrono::hours(24);
}

#ifdef __linux__

bool has_open(const fs::path& process, const fs::path& file) {
  std::error_code gone;
  for (fs::directory_iterator entry(process / "fd", gone), end; !gone && entry != end; entry.increment(gone)) {
    std::error_code unreadable;
    if (fs::equivalent(entry->path(), file, unreadable)) return true;
  }
  return false;
}

bool is_process(const fs::path& entry) {
  const std::string name = entry.filename().string();
  return !name.empty() && std::isdigit(static_cast<unsigned char>(name.front())) != 0;
}

#endif

}  // namespace

bool is_open_somewhere(const fs::path& file) {
#ifdef __linux__
  std::error_code none;
  bool is_told = false;
  for (fs::directory_iterator entry("/proc", none), end; !none && entry != end; entry.increment(none)) {
    if (!is_process(entry->path())) continue;
    is_told = true;
    if (has_open(entry->path(), file)) return true;
  }
  if (is_told) return false;
#endif
  return is_recent(file);
}

}  // namespace mlxpatch::transport

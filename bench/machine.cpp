#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>

#include "shell.hpp"
#include "table.hpp"

namespace mlxpatch::bench {

namespace {

std::string processor() {
  const std::string text = read_file_if_exists("/proc/cpuinfo").value_or("");
  for (const std::string_view line : split_lines(text)) {
    if (line.starts_with("model name")) return std::string(trim(line.substr(line.find(':') + 1)));
  }
  return "";
}

std::string operating_system() {
  utsname names{};
  ::uname(&names);
  const std::string text = read_file_if_exists("/etc/os-release").value_or("");
  for (const std::string_view line : split_lines(text)) {
    constexpr std::string_view k_key = "PRETTY_NAME=";
    if (!line.starts_with(k_key)) continue;
    const std::string name(trim(line.substr(k_key.size())));
    return fmt::format("{}, {} {}", name.substr(1, name.size() - 2), names.sysname, names.release);
  }
  return fmt::format("{} {}", names.sysname, names.release);
}

std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  return fmt::format("{:04}-{:02}-{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

}  // namespace

std::string description_of_machine(const std::filesystem::path& mlxpatch, const std::string& command) {
  constexpr double k_gibibyte = 1024.0 * 1024.0 * 1024.0;
  const double memory =
      static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / k_gibibyte;
  std::string versions;
  for (const std::vector<std::string>& program : {std::vector<std::string>{mlxpatch.string(), "--version"},
                                                  {"git", "--version"},
                                                  {"stg", "--version"},
                                                  {"quilt", "--version"},
                                                  {"gbp", "--version"}}) {
    std::string line = first_line_of(program);
    // quilt gives its number alone.
    if (program.front() == "quilt" && !line.empty() && !line.starts_with("quilt")) line.insert(0, "quilt ");
    if (!line.empty()) versions += (versions.empty() ? "" : "; ") + line;
  }
  return fmt::format(
      "- date: {}\n- command: `{}`\n- machine: {}, {} logical processors, {:.0f} GiB\n- system: {}\n- versions: {}\n",
      today(), command, processor(), ::sysconf(_SC_NPROCESSORS_ONLN), memory, operating_system(), versions);
}

}  // namespace mlxpatch::bench

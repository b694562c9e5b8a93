#include <mlxpatch/base/process_identity.hpp>

#include <array>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <signal.h>
#include <sys/types.h>
#include <unistd.h>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>

#ifdef __APPLE__
#include <sys/proc.h>
#include <sys/sysctl.h>
#endif

namespace mlxpatch {

namespace {

std::string host_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  return name.data();
}

#ifdef __linux__

std::string boot_id() {
  const auto id = read_file_if_exists("/proc/sys/kernel/random/boot_id");
  return id ? std::string(trim(*id)) : "";
}

std::string container_id() {
  std::error_code failed;
  const auto target = std::filesystem::read_symlink("/proc/self/ns/pid", failed);
  return failed ? "" : target.string();
}

/// The start time of a process (field 22 of /proc/<pid>/stat, in ticks since boot); std::nullopt if there is no such
/// process, or only its zombie.
std::optional<std::string> start_of(pid_t process) {
  const auto line = read_file_if_exists(fmt::format("/proc/{}/stat", process));
  if (!line) return std::nullopt;
  // The second field is the program's name in parentheses, which may contain blanks and parentheses.
  const std::size_t name_end = line->rfind(") ");
  if (name_end == std::string::npos) return "";
  const auto fields = split(std::string_view(*line).substr(name_end + 2), ' ');
  constexpr std::size_t k_state = 0;
  constexpr std::size_t k_start = 19;
  if (fields.size() <= k_start) return "";
  if (fields[k_state] == "Z" || fields[k_state] == "X") return std::nullopt;
  return std::string(fields[k_start]);
}

#else

std::string boot_id() {
#ifdef __APPLE__
  std::array<char, 64> id{};
  std::size_t size = id.size() - 1;
  if (sysctlbyname("kern.bootsessionuuid", id.data(), &size, nullptr, 0) == 0) return id.data();
#endif
  return "";
}

std::string container_id() { return ""; }

std::optional<std::string> start_of(pid_t process) {
  if (kill(process, 0) != 0 && errno == ESRCH) return std::nullopt;
#ifdef __APPLE__
  kinfo_proc info{};
  std::size_t size = sizeof info;
  std::array<int, 4> name{CTL_KERN, KERN_PROC, KERN_PROC_PID, process};
  if (sysctl(name.data(), static_cast<unsigned>(name.size()), &info, &size, nullptr, 0) == 0 && size > 0) {
    if (info.kp_proc.p_stat == SZOMB) return std::nullopt;
    const timeval start = info.kp_proc.p_starttime;
    return fmt::format("{}.{:06}", start.tv_sec, start.tv_usec);
  }
#endif
  return "";
}

#endif

}  // namespace

ProcessIdentity own_process() {
  const pid_t process = getpid();
  return {process, host_name(), boot_id(), container_id(), start_of(process).value_or("")};
}

ProcessState state_of(const ProcessIdentity& identity) {
  const std::string boot = boot_id();
  // The same run of the same machine, under whatever name: that changes with the network.
  const bool is_this_run = !boot.empty() && identity.boot == boot;
  if (!is_this_run && identity.host != host_name()) return ProcessState::unknown;
  const bool machine_was_restarted = !identity.boot.empty() && !boot.empty() && identity.boot != boot;
  if (machine_was_restarted) return ProcessState::dead;
  if (identity.container != container_id()) return ProcessState::unknown;
  const std::optional<std::string> started = start_of(identity.process);
  if (!started) return ProcessState::dead;
  const bool is_another_process = !identity.started.empty() && !started->empty() && *started != identity.started;
  return is_another_process ? ProcessState::dead : ProcessState::alive;
}

}  // namespace mlxpatch

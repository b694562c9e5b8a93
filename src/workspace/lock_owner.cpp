#include "lock_owner.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <signal.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/text.hpp>

#include "json_fields.hpp"

#ifdef __APPLE__
#include <sys/proc.h>
#include <sys/sysctl.h>
#endif

namespace mlxpatch::workspace {

namespace {

constexpr int k_schema = 1;

std::string host_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  return name.data();
}

std::string local_time_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  localtime_r(&now, &parts);
  std::array<char, 64> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S %z", &parts);
  return {text.data(), length};
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

LockOwner this_process() {
  LockOwner owner;
  owner.process = getpid();
  owner.host = host_name();
  owner.boot = boot_id();
  owner.container = container_id();
  owner.started = start_of(owner.process).value_or("");
  owner.since = local_time_now();
  return owner;
}

OwnerState state_of(const LockOwner& owner) {
  const std::string boot = boot_id();
  // The same run of the same machine, under whatever name: that changes with the network.
  const bool is_this_run = !boot.empty() && owner.boot == boot;
  if (!is_this_run && owner.host != host_name()) return OwnerState::unknown;
  const bool machine_was_restarted = !owner.boot.empty() && !boot.empty() && owner.boot != boot;
  if (machine_was_restarted) return OwnerState::dead;
  if (owner.container != container_id()) return OwnerState::unknown;
  const std::optional<std::string> started = start_of(owner.process);
  if (!started) return OwnerState::dead;
  const bool is_another_process = !owner.started.empty() && !started->empty() && *started != owner.started;
  return is_another_process ? OwnerState::dead : OwnerState::alive;
}

std::string serialize_owner(const LockOwner& owner) {
  Json value = Json::object();
  value["schema"] = k_schema;
  value["pid"] = static_cast<std::uint64_t>(owner.process);
  value["host"] = json_text(owner.host);
  value["boot"] = json_text(owner.boot);
  value["container"] = json_text(owner.container);
  value["started"] = json_text(owner.started);
  value["since"] = json_text(owner.since);
  return value.dump() + "\n";
}

std::optional<LockOwner> parse_owner(std::string_view text) {
  try {
    const Json value = parse_state(std::string(text), "the lock", k_schema);
    const JsonFields fields(value, "the lock", "");
    const std::uint64_t process = fields.number("pid");
    if (process == 0 || process > static_cast<std::uint64_t>(std::numeric_limits<pid_t>::max())) return std::nullopt;
    return LockOwner{static_cast<pid_t>(process), fields.text("host"),    fields.text("boot"),
                     fields.text("container"),    fields.text("started"), fields.text("since")};
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace mlxpatch::workspace

#include "lock_owner.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>
#include <time.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/process_identity.hpp>

#include "json_fields.hpp"

namespace mlxpatch::workspace {

namespace {

constexpr int k_schema = 1;

std::string local_time_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  if (localtime_r(&now, &parts) == nullptr) return {};
  std::array<char, 64> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S %z", &parts);
  return {text.data(), length};
}

}  // namespace

LockOwner this_process() { return {own_process(), local_time_now()}; }

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
    return LockOwner{{static_cast<pid_t>(process), fields.text("host"), fields.text("boot"), fields.text("container"),
                      fields.text("started")},
                     fields.text("since")};
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace mlxpatch::workspace

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace mlxpatch::workspace {

/// The process that holds a run lock. A pid alone says little: it is reused after a while, and means another process in
/// another container or after a reboot.
struct LockOwner {
  pid_t process = 0;
  std::string host;
  std::string boot;       ///< the machine's current run; empty if the system has no such id
  std::string container;  ///< the pid namespace; empty if there are none
  std::string started;    ///< the process's start time in the system's own units; empty if it can't be known
  std::string since;      ///< when the lock was taken, for people
};

enum class OwnerState {
  alive,
  dead,
  unknown,  ///< on another host (a changed name alone makes none), or in another container
};

LockOwner this_process();
OwnerState state_of(const LockOwner& owner);

std::string serialize_owner(const LockOwner& owner);
/// std::nullopt if the text is not a complete owner. Does not throw, whatever the bytes.
std::optional<LockOwner> parse_owner(std::string_view text);

}  // namespace mlxpatch::workspace

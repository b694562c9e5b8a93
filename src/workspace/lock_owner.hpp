#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

namespace mlxpatch::workspace {

/// The process that holds a run lock. A pid alone says little: it is given to another process after a while, and is
/// another process's in another container or after the machine started again.
struct LockOwner {
  pid_t process = 0;
  std::string host;
  std::string boot;       ///< the machine's current run; empty where the system has no such id
  std::string container;  ///< the pid namespace; empty where there are none
  std::string started;    ///< the process's start time in the system's own units; empty where it can't be asked for
  std::string since;      ///< when the lock was taken, for people
};

enum class OwnerState {
  alive,
  dead,
  unknown,  ///< on another host, or in another container
};

LockOwner this_process();
OwnerState state_of(const LockOwner& owner);

std::string serialize_owner(const LockOwner& owner);
/// Nothing where the text is not a whole one of ours. Never throws for any bytes.
std::optional<LockOwner> parse_owner(std::string_view text);

}  // namespace mlxpatch::workspace

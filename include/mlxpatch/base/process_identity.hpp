#pragma once

#include <string>

#include <sys/types.h>

namespace mlxpatch {

/// Which process. A pid alone says little: it is reused after a while, and means another process in another container
/// or after a reboot.
struct ProcessIdentity {
  pid_t process = 0;
  std::string host;
  std::string boot;       ///< the machine's current run; empty if the system has no such id
  std::string container;  ///< the pid namespace; empty if there are none
  std::string started;    ///< the process's start time in the system's own units; empty if it can't be known
  friend bool operator==(const ProcessIdentity&, const ProcessIdentity&) = default;
};

enum class ProcessState {
  alive,
  dead,
  unknown,  ///< on another host (a changed name alone makes none), or in another container
};

ProcessIdentity own_process();
ProcessState state_of(const ProcessIdentity& identity);

}  // namespace mlxpatch

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <mlxpatch/base/process_identity.hpp>

namespace mlxpatch::workspace {

/// The process that holds a run lock.
struct LockOwner : ProcessIdentity {
  std::string since;  ///< when the lock was taken, for people
  friend bool operator==(const LockOwner&, const LockOwner&) = default;
};

using OwnerState = ProcessState;

LockOwner this_process();

std::string serialize_owner(const LockOwner& owner);
/// std::nullopt if the text is not a complete owner. Does not throw, whatever the bytes.
std::optional<LockOwner> parse_owner(std::string_view text);

}  // namespace mlxpatch::workspace

#pragma once

#include <cstdint>

namespace mlxpatch::transport {

/// Of the programs that this process has started, and theirs. Each is 0 where the system does not say (anywhere but on
/// Linux).
struct Children {
  std::uint64_t memory = 0;  ///< the bytes that they have allocated; what they have mapped of files is not counted
  std::uint64_t read = 0;    ///< the bytes that they have read so far, from files, pipes and sockets
};

Children children_now();

}  // namespace mlxpatch::transport

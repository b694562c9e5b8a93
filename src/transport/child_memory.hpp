#pragma once

#include <cstdint>

namespace mlxpatch::transport {

/// How many bytes the programs that this process has started, and theirs, have allocated; what they have mapped of
/// files is not counted. 0 where the system does not say (anywhere but on Linux).
std::uint64_t child_memory();

}  // namespace mlxpatch::transport

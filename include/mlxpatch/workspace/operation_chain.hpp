#pragma once

#include <cstdint>
#include <vector>

#include <mlxpatch/workspace/operation.hpp>

namespace mlxpatch::workspace {

/// The operations that led to this one, which is last: an update with its stops is a single step to the user.
std::vector<Operation> operation_chain(const std::vector<workspace::Operation>& operations, std::uint64_t id);

}  // namespace mlxpatch::workspace

#pragma once

#include <string>
#include <vector>

#include <mlxpatch/ops/invocation.hpp>

#include "fork/checkout.hpp"

namespace mlxpatch::ops {

/// What a path that was typed may mean in the checkout, the likelier first: as it is from the directory of the command,
/// and as the checkout has it. Without a '/' at the end; "" is the checkout itself, and "../" begins what is outside.
std::vector<std::string> meanings_of(const Checkout& checkout, const Invocation& invocation, const std::string& word);

}  // namespace mlxpatch::ops

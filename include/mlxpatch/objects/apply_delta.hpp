#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mlxpatch::objects {

/// Applies a git delta (gitformat-pack, "Deltified representation"). Returns std::nullopt if it is broken, was made for
/// another base, or its result is larger than 1 GiB.
std::optional<std::string> apply_delta(std::string_view base, std::string_view delta);

}  // namespace mlxpatch::objects

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mlxpatch::objects {

/// Applies a git delta (pack format, section "Deltified representation" of gitformat-pack); nothing where it is broken
/// or made for other bytes, or its result is larger than 1 GiB.
std::optional<std::string> apply_delta(std::string_view base, std::string_view delta);

}  // namespace mlxpatch::objects

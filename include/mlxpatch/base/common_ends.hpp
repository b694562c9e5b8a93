#pragma once

#include <cstddef>
#include <string_view>

namespace mlxpatch {

/// How many bytes two texts have in common at their beginning, and at their end.
std::size_t common_prefix(std::string_view a, std::string_view b);
std::size_t common_suffix(std::string_view a, std::string_view b);

}  // namespace mlxpatch

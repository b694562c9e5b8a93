#pragma once

#include <cstddef>
#include <string_view>

namespace mlxpatch {

/// Whether a line of the text begins at this offset.
bool is_at_line(std::string_view text, std::size_t at);

/// Where the text has these lines, at the beginning of a line and not before `from`; npos if it does not.
std::size_t find_at_line(std::string_view text, std::string_view lines, std::size_t from = 0);

}  // namespace mlxpatch

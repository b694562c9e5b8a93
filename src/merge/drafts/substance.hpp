#pragma once

#include <string_view>

namespace mlxpatch::merge {

/// Whether a line has more than blanks, brackets, and what ends a statement or an item after them.
bool has_substance(std::string_view line);

}  // namespace mlxpatch::merge

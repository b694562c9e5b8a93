#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace mlxpatch {

/// The lines of a text, counted from 1, that are conflict markers as git writes them: opening and closing ones, and a
/// divider after an opening one. A line of equals signs elsewhere may underline a heading.
std::vector<std::size_t> conflict_markers(std::string_view text);

}  // namespace mlxpatch

#pragma once

#include <string_view>
#include <unordered_set>

namespace mlxpatch::queue {

/// Different lines of a text, which must outlive the set. Their line ends belong to them.
using LineSet = std::unordered_set<std::string_view>;

LineSet line_set(std::string_view text);

/// The lines that `after` has and `before` does not, blank ones aside.
LineSet new_lines(std::string_view before, std::string_view after);

}  // namespace mlxpatch::queue

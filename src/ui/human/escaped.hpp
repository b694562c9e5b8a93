#pragma once

#include <string>
#include <string_view>

namespace mlxpatch::ui {

/// Escaped for the terminal: one line whatever it holds.
std::string escaped(std::string_view text);

}  // namespace mlxpatch::ui

#pragma once

#include <string>
#include <string_view>

namespace mlxpatch::ui {

/// Escaped for the terminal: one line whatever it holds.
std::string escaped(std::string_view text);

/// A line of code without its end, its tabs as blanks, so that indented code stays in its columns. Not escaped.
std::string flat_line(std::string_view line);

}  // namespace mlxpatch::ui

#pragma once

#include <string>
#include <string_view>

namespace mlxpatch::workspace {

/// `text` in quotes for a TOML file. Throws Error if it is not UTF-8.
std::string toml_quoted(std::string_view text);

/// The same as a multi-line text: between three quotes, its first line below them. No line of it looks like the marker
/// of an unresolved git merge, which parse_toml() refuses wherever it stands.
std::string toml_quoted_lines(std::string_view text);

}  // namespace mlxpatch::workspace

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mlxpatch {

/// A path as git writes it under its default core.quotePath: as it is, or in quotation marks with C escapes if it
/// holds control characters, quotation marks, backslashes or bytes above 126.
std::string quote_path(std::string_view path);

/// Takes one path in quotation marks off the front of `text` (which must start with one). std::nullopt if the
/// quoting is broken.
std::optional<std::string> consume_quoted_path(std::string_view& text);

}  // namespace mlxpatch

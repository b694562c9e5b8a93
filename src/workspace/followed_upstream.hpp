#pragma once

#include <string>

namespace mlxpatch::workspace {

/// The address that the last setup followed, as the state directory keeps it.
std::string serialize_followed_url(const std::string& url);
/// Throws Error, naming the member, if the text is not valid.
std::string parse_followed_url(const std::string& text);

}  // namespace mlxpatch::workspace

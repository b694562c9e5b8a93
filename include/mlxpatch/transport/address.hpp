#pragma once

#include <string>
#include <string_view>

namespace mlxpatch::transport {

/// Accepts https, http, ssh, git and file URLs, scp-like addresses and local paths. Throws Error(usage) for anything
/// else: "ext::", a leading '-', control characters.
void check_url(std::string_view url);

/// The address; if it is a path on this machine, the absolute path.
std::string absolute_if_path(const std::string& url);

/// The address without a password, safe for a terminal.
std::string shown_url(std::string_view url);

}  // namespace mlxpatch::transport

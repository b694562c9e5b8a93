#pragma once

#include <string>
#include <string_view>

namespace mlxpatch::transport {

/// Refuses what is no https, http, ssh, git, file URL, scp-like address or local path: "ext::", leading '-', control
/// characters. Throws Error(usage).
void check_url(std::string_view url);

/// The address; where it is a path on this machine, that from the root.
std::string absolute_if_path(const std::string& url);

/// The address without a password, safe for a terminal.
std::string shown_url(std::string_view url);

}  // namespace mlxpatch::transport

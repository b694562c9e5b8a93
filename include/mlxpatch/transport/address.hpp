#pragma once

#include <string>
#include <string_view>

namespace mlxpatch::transport {

/// Accepts https, http, ssh, git and file URLs, scp-like addresses and local paths. Throws Error(usage) for anything
/// else: "ext::", a leading '-', control characters.
void check_url(std::string_view url);

/// The address; if it is a path on this machine, the absolute path.
std::string absolute_if_path(const std::string& url);

/// The address without a password, safe for a terminal. A user name that looks like a token is one, too.
std::string shown_url(std::string_view url);

/// The address as one word of a command line; ADDRESS, for a person to fill in, if it has a password.
std::string address_word(std::string_view url);

/// A text, such as a server's, in which neither the address nor its password is shown.
std::string without_password(std::string text, std::string_view url);

}  // namespace mlxpatch::transport

#include <mlxpatch/transport/address.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>

namespace mlxpatch::transport {

namespace {

constexpr std::array<std::string_view, 5> k_schemes = {"https", "http", "ssh", "git", "file"};

Error bad_url(std::string_view url, const std::string& what_is_wrong) {
  Error error(what_is_wrong, ErrorKind::usage);
  error.doing("checking a repository's address").at(shown_url(url));
  return error.hint("write it as https://host/path.git, git@host:path.git or /path/to/repository");
}

bool is_control(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return byte < 0x20 || byte == 0x7f;
}

/// Refuses a host or a user that ssh or git would take for an option.
void refuse_option_as_host(std::string_view url, std::string_view authority) {
  const std::string_view host = authority.substr(authority.rfind('@') + 1);
  if (authority.starts_with('-') || host.starts_with('-')) {
    throw bad_url(url, "a host name can't begin with a hyphen");
  }
}

}  // namespace

std::string absolute_if_path(const std::string& url) {
  return url.find(':') == std::string::npos ? std::filesystem::absolute(url).lexically_normal().string() : url;
}

std::string shown_url(std::string_view url) {
  std::string shown(url);
  const std::size_t scheme = shown.find("://");
  if (scheme == std::string::npos) return escape_control(shown);
  const std::size_t start = scheme + 3;
  const std::size_t at = shown.substr(0, shown.find('/', start)).rfind('@');
  const std::size_t colon = shown.find(':', start);
  if (at != std::string::npos && at > start && colon < at) shown.replace(colon, at - colon, ":***");
  return escape_control(shown);
}

void check_url(std::string_view url) {
  if (url.empty()) throw bad_url(url, "the address is empty");
  if (url.starts_with('-')) throw bad_url(url, "an address can't begin with a hyphen");
  if (std::any_of(url.begin(), url.end(), is_control)) {
    throw bad_url(url, "the address has a control character");
  }
  if (const std::size_t end = url.find("://"); end != std::string_view::npos) {
    const std::string scheme = to_lower(url.substr(0, end));
    if (std::find(k_schemes.begin(), k_schemes.end(), scheme) == k_schemes.end()) {
      throw bad_url(url, fmt::format("addresses of the kind \"{}\" are not supported", escape_control(scheme)));
    }
    const std::string_view rest = url.substr(end + 3);
    refuse_option_as_host(url, rest.substr(0, rest.find('/')));
    return;
  }
  const std::size_t colon = url.find(':');
  if (colon == std::string_view::npos || url.find('/') < colon) return;
  if (url.substr(colon).starts_with("::")) {
    throw bad_url(url, "addresses that name a program to run are not allowed");
  }
  refuse_option_as_host(url, url.substr(0, colon));
  if (colon == 0) throw bad_url(url, "the address names no host");
}

}  // namespace mlxpatch::transport

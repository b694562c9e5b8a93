#include <mlxpatch/transport/address.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
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

/// Refuses a host or a user that ssh or git would take for an option.
void refuse_option_as_host(std::string_view url, std::string_view authority) {
  const std::string_view host = authority.substr(authority.rfind('@') + 1);
  if (authority.starts_with('-') || host.starts_with('-')) {
    throw bad_url(url, "a host name can't begin with a hyphen");
  }
}

constexpr std::string_view k_mask = "***";
constexpr std::string_view k_withheld = "the server's words are not shown, since they repeat the password";

/// Where an address has its password.
struct Secret {
  std::size_t start = 0;
  std::size_t size = 0;  ///< 0: it has none
};

/// Whether a user name is the token of a forge, which needs no password beside it.
bool is_token(std::string_view user) {
  constexpr std::array<std::string_view, 6> k_beginnings = {"ghp_", "gho_", "ghs_", "ghu_", "github_pat_", "glpat-"};
  constexpr std::size_t k_shortest = 20;
  return user.size() >= k_shortest ||
         std::ranges::any_of(k_beginnings, [&](std::string_view part) { return user.starts_with(part); });
}

Secret secret_in(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  const std::size_t start = scheme + 3;
  const std::size_t end = std::min(url.find_first_of("/?#", start), url.size());
  const std::size_t colon = url.find(':', start);
  std::size_t at = url.substr(0, end).rfind('@');
  // A password with a slash that somebody has not encoded; what is between a host and a slash is a number.
  const bool has_port =
      colon < end && url.substr(colon + 1, end - colon - 1).find_first_not_of("0123456789") == std::string_view::npos;
  if ((at == std::string_view::npos || at < start) && colon < end && !has_port) at = url.rfind('@');
  if (at == std::string_view::npos || at < start) return {};
  const std::string_view password = colon < at ? url.substr(colon + 1, at - colon - 1) : "";
  // With such a password, or none, forges take the user name for a token.
  const bool is_user_alone = password.empty() || password == "x-oauth-basic";
  if (colon < at) return is_user_alone ? Secret{start, colon - start} : Secret{colon + 1, password.size()};
  const bool is_web = to_lower(url.substr(0, scheme)).starts_with("http");
  return is_web && is_token(url.substr(start, at - start)) ? Secret{start, at - start} : Secret{};
}

std::string percent_decoded(std::string_view text) {
  constexpr std::string_view k_digits = "0123456789abcdef";
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string digits = to_lower(text.substr(at, 3));
    const bool is_escape =
        digits.size() == 3 && digits[0] == '%' && digits.find_first_not_of(k_digits, 1) == std::string::npos;
    if (!is_escape) {
      decoded += text[at];
      continue;
    }
    decoded += static_cast<char>(k_digits.find(digits[1]) * 16 + k_digits.find(digits[2]));
    at += 2;
  }
  return decoded;
}

/// Whether one of the words of a text is base64, as in an Authorization header, of something with this part.
bool has_in_base64(std::string_view text, std::string_view part) {
  constexpr std::string_view k_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t at = text.find_first_of(k_digits); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_not_of(k_digits, at), text.size());
    std::string decoded;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char digit : text.substr(at, end - at)) {
      bits = bits << 6U | static_cast<std::uint32_t>(k_digits.find(digit));
      count += 6;
      if (count < 8) continue;
      count -= 8;
      decoded += static_cast<char>(bits >> count & 0xffU);
    }
    if (decoded.find(part) != std::string::npos) return true;
    at = text.find_first_of(k_digits, end);
  }
  return false;
}

void replace_all(std::string& text, std::string_view part, std::string_view with) {
  if (part.empty()) return;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + with.size())) {
    text.replace(at, part.size(), with);
  }
}

}  // namespace

std::string absolute_if_path(const std::string& url) {
  return url.find(':') == std::string::npos ? std::filesystem::absolute(url).lexically_normal().string() : url;
}

std::string shown_url(std::string_view url) {
  std::string shown(url);
  if (const Secret secret = secret_in(url); secret.size > 0) shown.replace(secret.start, secret.size, k_mask);
  return escape_control(shown);
}

std::string address_word(std::string_view url) {
  return shown_url(url) == url ? shell_word(url) : std::string("ADDRESS");
}

std::string without_password(std::string text, std::string_view url) {
  replace_all(text, url, shown_url(url));
  const Secret secret = secret_in(url);
  // A shorter one would be found in any text.
  constexpr std::size_t k_shortest = 4;
  if (secret.size < k_shortest) return text;
  const std::string password(url.substr(secret.start, secret.size));
  replace_all(text, password, k_mask);
  // What is behind an "@" git takes for a part of the host.
  for (std::size_t at = password.find('@'); at != std::string::npos; at = password.find('@', at + 1)) {
    replace_all(text, password.substr(at + 1) + "@", std::string(k_mask) + "@");
  }
  const std::string decoded = percent_decoded(password);
  if (decoded.size() >= k_shortest) replace_all(text, decoded, k_mask);
  const std::string plain = percent_decoded(text);
  const bool is_repeated = plain.find(password) != std::string::npos || plain.find(decoded) != std::string::npos ||
                           has_in_base64(text, decoded);
  return is_repeated ? std::string(k_withheld) : text;
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

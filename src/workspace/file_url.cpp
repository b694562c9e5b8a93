#include "file_url.hpp"

#include <charconv>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <mlxpatch/base/text.hpp>

namespace mlxpatch::workspace {

namespace {

namespace fs = std::filesystem;

std::optional<char> decoded_byte(std::string_view two_digits) {
  unsigned value = 0;
  const char* begin = two_digits.data();
  const char* end = begin + two_digits.size();
  const auto [stopped, problem] = std::from_chars(begin, end, value, 16);
  if (two_digits.size() != 2 || problem != std::errc{} || stopped != end || value == 0) return std::nullopt;
  return static_cast<char>(value);
}

}  // namespace

std::optional<fs::path> path_of_file_url(std::string_view url) {
  constexpr std::string_view k_scheme = "file://";
  constexpr std::string_view k_this_host = "localhost";
  if (to_lower(url.substr(0, k_scheme.size())) != k_scheme) return std::nullopt;
  std::string_view rest = url.substr(k_scheme.size());
  if (rest.starts_with(k_this_host)) rest.remove_prefix(k_this_host.size());
  if (!rest.starts_with('/')) return std::nullopt;
  rest = rest.substr(0, rest.find_first_of("?#"));
  std::string path;
  for (std::size_t index = 0; index < rest.size(); ++index) {
    if (rest[index] != '%') {
      path += rest[index];
      continue;
    }
    const auto byte = decoded_byte(rest.substr(index + 1, 2));
    if (!byte) return std::nullopt;
    path += *byte;
    index += 2;
  }
  return fs::path(path);
}

}  // namespace mlxpatch::workspace

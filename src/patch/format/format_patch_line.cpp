#include "format/format_patch_line.hpp"

#include <cstddef>
#include <string_view>

#include <mlxpatch/base/text.hpp>

namespace mlxpatch::patch {

bool is_format_patch_line(std::string_view line) {
  constexpr std::size_t k_sha1_hex = 40;
  constexpr std::size_t k_sha256_hex = 64;
  if (!consume(line, "From ")) return false;
  const std::string_view id = line.substr(0, line.find(' '));
  return (id.size() == k_sha1_hex || id.size() == k_sha256_hex) &&
         id.find_first_not_of("0123456789abcdef") == std::string_view::npos &&
         trim_end(line.substr(id.size())) == k_format_patch_date;
}

}  // namespace mlxpatch::patch

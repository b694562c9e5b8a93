#include "format/from_line.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include <mlxpatch/base/text.hpp>

#include "format/lines.hpp"
#include "format/mail_header.hpp"

namespace mlxpatch::patch {

bool is_from_line(std::string_view line) {
  constexpr std::size_t k_first_year = 91;
  if (!consume(line, "From ")) return false;
  const std::size_t colon = line.rfind(':');
  // "hh:mm:ss yyyy": the last colon follows the minutes.
  if (colon == std::string_view::npos || colon < 4 || colon + 3 > line.size()) return false;
  const auto is_digit = [&](std::size_t index) { return line[index] >= '0' && line[index] <= '9'; };
  if (!is_digit(colon - 4) || !is_digit(colon - 2) || !is_digit(colon - 1)) return false;
  if (!is_digit(colon + 1) || !is_digit(colon + 2)) return false;
  std::string_view year_text = trim(line.substr(colon + 3));
  std::size_t year = 0;
  return consume_number(year_text, year) && year >= k_first_year;
}

bool starts_mail(std::string_view line, std::string_view next_line) {
  return is_from_line(line) && (field_name_length(next_line) > 0 || next_line.starts_with(">From "));
}

bool is_quoted_from(std::string_view line) {
  const std::size_t start = std::min(line.find_first_not_of('>'), line.size());
  return start > 0 && line.substr(start).starts_with("From ");
}

}  // namespace mlxpatch::patch

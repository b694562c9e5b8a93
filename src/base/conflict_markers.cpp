#include <mlxpatch/base/conflict_markers.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

#include <mlxpatch/base/text.hpp>

namespace mlxpatch {

namespace {

bool is_divider(std::string_view line) { return trim_end(line) == "======="; }

}  // namespace

std::vector<std::size_t> conflict_markers(std::string_view text) {
  std::vector<std::size_t> markers;
  bool open = false;
  std::size_t number = 0;
  for (const std::string_view line : split_lines(text)) {
    ++number;
    const bool opens = line.starts_with("<<<<<<< ");
    const bool closes = line.starts_with(">>>>>>> ");
    if (opens || closes || (open && is_divider(line))) markers.push_back(number);
    if (opens) open = true;
    if (closes) open = false;
  }
  return markers;
}

}  // namespace mlxpatch

#include <mlxpatch/base/whole_lines.hpp>

#include <cstddef>
#include <string_view>

namespace mlxpatch {

bool is_at_line(std::string_view text, std::size_t at) { return at == 0 || text[at - 1] == '\n'; }

std::size_t find_at_line(std::string_view text, std::string_view lines, std::size_t from) {
  std::size_t at = text.find(lines, from);
  while (at != std::string_view::npos && !is_at_line(text, at)) at = text.find(lines, at + 1);
  return at;
}

}  // namespace mlxpatch

#include "replay/line_set.hpp"

#include <string_view>
#include <vector>

#include <mlxpatch/base/text.hpp>

namespace mlxpatch::queue {

LineSet line_set(std::string_view text) {
  const std::vector<std::string_view> lines = split_lines(text);
  return {lines.begin(), lines.end()};
}

LineSet new_lines(std::string_view before, std::string_view after) {
  LineSet lines = line_set(after);
  for (const std::string_view line : split_lines(before)) lines.erase(line);
  std::erase_if(lines, [](std::string_view line) { return trim(line).empty(); });
  return lines;
}

}  // namespace mlxpatch::queue

#include "format/flowed.hpp"

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "format/lines.hpp"

namespace mlxpatch::patch {

std::vector<Line> unflowed(const std::vector<Line>& lines, FlowedBlanks blanks, std::deque<std::string>& storage) {
  std::vector<Line> plain;
  plain.reserve(lines.size());
  std::string joined;
  std::size_t joined_number = 0;
  const auto flush = [&] {
    if (joined_number == 0) return;
    plain.push_back({storage.emplace_back(std::exchange(joined, {})), std::exchange(joined_number, 0)});
  };
  for (const Line& line : lines) {
    std::string_view text = line.text;
    std::string_view content = line.content();
    if (content == "-- ") {
      flush();
      plain.push_back(line);
      continue;
    }
    if (content.starts_with(' ')) {
      content.remove_prefix(1);
      text.remove_prefix(1);
    }
    const bool is_broken = content.ends_with(' ');
    if (is_broken && blanks == FlowedBlanks::remove) content.remove_suffix(1);
    if (!is_broken && joined_number == 0) {
      plain.push_back({text, line.number});
      continue;
    }
    if (joined_number == 0) joined_number = line.number;
    joined += is_broken ? content : text;
    if (!is_broken) flush();
  }
  flush();
  return plain;
}

}  // namespace mlxpatch::patch

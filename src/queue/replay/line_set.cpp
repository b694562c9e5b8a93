#include "replay/line_set.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include <mlxpatch/base/common_ends.hpp>
#include <mlxpatch/base/text.hpp>

namespace mlxpatch::queue {

namespace {

/// Where the line begins that is `lines` lines before the one at `place`.
std::size_t lines_back(std::string_view text, std::size_t place, std::size_t lines) {
  for (;; --lines) {
    const std::size_t end = place == 0 ? std::string_view::npos : text.rfind('\n', place - 1);
    place = end == std::string_view::npos ? 0 : end + 1;
    if (lines == 0 || place == 0) return place;
    --place;
  }
}

std::size_t lines_on(std::string_view text, std::size_t place, std::size_t lines) {
  for (; lines > 0 && place < text.size(); --lines) {
    const std::size_t end = text.find('\n', place);
    place = end == std::string_view::npos ? text.size() : end + 1;
  }
  return place;
}

std::size_t count_lines(std::string_view text) {
  const auto newlines = static_cast<std::size_t>(std::ranges::count(text, '\n'));
  return newlines + (text.empty() || text.ends_with('\n') ? 0 : 1);
}

}  // namespace

Middles middles_of(std::string_view before, std::string_view after, std::size_t around) {
  const std::size_t begin = lines_back(before, common_prefix(before, after), around);
  const std::string_view old_rest = before.substr(begin);
  const std::string_view new_rest = after.substr(begin);
  const std::size_t same = common_suffix(old_rest, new_rest);
  // A common end may begin within a line.
  const std::size_t end = lines_on(old_rest, old_rest.size() - same, around + 1);
  const std::size_t left = old_rest.size() - end;
  return {old_rest.substr(0, end), new_rest.substr(0, new_rest.size() - left)};
}

LineDifference difference_of(std::string_view before, std::string_view after) {
  const Middles middles = middles_of(before, after, 0);
  const std::size_t begin =
      count_lines(before.substr(0, static_cast<std::size_t>(middles.before.data() - before.data())));
  return {begin, begin + count_lines(middles.before), middles.before, middles.after};
}

LineSet line_set(std::string_view text) {
  const std::vector<std::string_view> lines = split_lines(text);
  return {lines.begin(), lines.end()};
}

LineSet lines_only_in(std::string_view text, std::string_view other) {
  LineSet lines = line_set(middles_of(other, text, 0).after);
  erase_lines(other, lines);
  return lines;
}

void erase_lines(std::string_view text, LineSet& lines) {
  if (lines.empty()) return;
  for (const std::string_view line : split_lines(text)) lines.erase(line);
}

LineSet new_lines(std::string_view before, std::string_view after) {
  LineSet lines = lines_only_in(after, before);
  std::erase_if(lines, [](std::string_view line) { return trim(line).empty(); });
  return lines;
}

}  // namespace mlxpatch::queue

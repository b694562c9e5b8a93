#include <mlxpatch/diff/line_table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <string_view>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/common_ends.hpp>

namespace mlxpatch::diff {

namespace {

constexpr std::size_t k_fewest_slots = 4096;
constexpr std::size_t k_usual_line = 24;

}  // namespace

NumberedLines LineTable::number(const Bytes& bytes) {
  NumberedLines lines{bytes, {}, {}};
  const std::size_t likely_count = bytes->size() / k_usual_line + 2;
  lines.numbers.reserve(likely_count);
  lines.starts.reserve(likely_count);
  number_part(*bytes, 0, bytes->size(), lines);
  lines.starts.push_back(static_cast<std::uint32_t>(bytes->size()));
  return lines;
}

NumberedLines LineTable::number_like(const NumberedLines& other, const Bytes& bytes) {
  const std::string_view text = *bytes;
  const std::string_view other_text = *other.bytes;
  const auto& starts = other.starts;
  const auto begins_line = [&](std::size_t place) { return place == 0 || text[place - 1] == '\n'; };
  auto head = std::prev(std::ranges::upper_bound(starts, common_prefix(other_text, text)));
  // The other text's last line may have no newline, and go on here.
  if (!begins_line(*head)) --head;
  const std::size_t begin = *head;
  const std::size_t same = common_suffix(other_text.substr(begin), text.substr(begin));
  const auto place_of = [&](std::uint32_t start) { return text.size() - (other_text.size() - start); };
  auto tail = std::ranges::lower_bound(starts, other_text.size() - same);
  // The common end may begin within a line.
  if (tail != std::prev(starts.end()) && !begins_line(place_of(*tail))) ++tail;
  const std::size_t end = place_of(*tail);
  const auto shift = static_cast<std::uint32_t>(end) - *tail;

  NumberedLines lines{bytes, {}, {}};
  const auto head_count = head - starts.begin();
  const auto tail_count = std::prev(starts.end()) - tail;
  const std::size_t likely_count = static_cast<std::size_t>(head_count + tail_count) + (end - begin) / k_usual_line + 2;
  lines.numbers.reserve(likely_count);
  lines.starts.reserve(likely_count);
  lines.numbers.assign(other.numbers.begin(), other.numbers.begin() + head_count);
  lines.starts.assign(starts.begin(), head);
  number_part(text, begin, end, lines);
  lines.numbers.insert(lines.numbers.end(), other.numbers.end() - tail_count, other.numbers.end());
  std::transform(tail, starts.end(), std::back_inserter(lines.starts),
                 [&](std::uint32_t start) { return start + shift; });
  return lines;
}

void LineTable::number_part(std::string_view text, std::size_t begin, std::size_t end, NumberedLines& into) {
  for (std::size_t start = begin; start < end;) {
    const std::size_t newline = text.find('\n', start);
    const std::size_t next = newline == std::string_view::npos ? text.size() : newline + 1;
    into.starts.push_back(static_cast<std::uint32_t>(start));
    into.numbers.push_back(number_of(text.substr(start, next - start)));
    start = next;
  }
}

LineNumber LineTable::number_of(std::string_view line) {
  if (2 * (m_lines.size() + 1) > m_slots.size()) grow();
  const std::size_t hash = std::hash<std::string_view>{}(line);
  const std::size_t mask = m_slots.size() - 1;
  for (std::size_t slot = hash & mask;; slot = (slot + 1) & mask) {
    if (m_slots[slot] == 0) {
      m_lines.push_back({line, hash});
      m_slots[slot] = static_cast<LineNumber>(m_lines.size());
      return m_slots[slot] - 1;
    }
    const Line& known = m_lines[m_slots[slot] - 1];
    if (known.hash == hash && known.text == line) return m_slots[slot] - 1;
  }
}

void LineTable::grow() {
  m_slots.assign(std::max(k_fewest_slots, 2 * m_slots.size()), 0);
  const std::size_t mask = m_slots.size() - 1;
  for (std::size_t i = 0; i < m_lines.size(); ++i) {
    std::size_t slot = m_lines[i].hash & mask;
    while (m_slots[slot] != 0) slot = (slot + 1) & mask;
    m_slots[slot] = static_cast<LineNumber>(i + 1);
  }
}

}  // namespace mlxpatch::diff

#include <mlxpatch/diff/line_table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include <mlxpatch/base/bytes.hpp>

namespace mlxpatch::diff {

namespace {

constexpr std::size_t k_fewest_slots = 4096;
constexpr std::size_t k_usual_line = 24;

}  // namespace

NumberedLines LineTable::number(const Bytes& bytes) {
  const std::string_view text = *bytes;
  NumberedLines lines{bytes, {}, {}};
  const std::size_t likely_count = text.size() / k_usual_line + 2;
  lines.numbers.reserve(likely_count);
  lines.starts.reserve(likely_count);
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t newline = text.find('\n', start);
    const std::size_t end = newline == std::string_view::npos ? text.size() : newline + 1;
    lines.starts.push_back(static_cast<std::uint32_t>(start));
    lines.numbers.push_back(number_of(text.substr(start, end - start)));
    start = end;
  }
  lines.starts.push_back(static_cast<std::uint32_t>(text.size()));
  return lines;
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

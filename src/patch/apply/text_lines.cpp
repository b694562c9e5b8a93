#include "apply/text_lines.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace mlxpatch::patch {
namespace {

using Ids = std::vector<LineIndex::LineId>;

/// Up to this many comparisons, a cleverer search is not worth its preparation.
constexpr std::size_t k_cheap_comparisons = 256;

bool matches_at(const Ids& text, std::size_t place, const Ids& sought) {
  return place + sought.size() <= text.size() &&
         std::equal(sought.begin(), sought.end(), text.begin() + static_cast<std::ptrdiff_t>(place));
}

/// Knuth, Morris and Pratt's algorithm, for lines that repeat so often that trying each position could take long.
std::vector<std::size_t> find_runs_among_repetitions(const Ids& text, const Ids& sought, std::size_t from) {
  std::vector<std::size_t> border(sought.size(), 0);
  for (std::size_t index = 1, length = 0; index < sought.size(); ++index) {
    while (length > 0 && sought[index] != sought[length]) length = border[length - 1];
    if (sought[index] == sought[length]) ++length;
    border[index] = length;
  }
  std::vector<std::size_t> found;
  for (std::size_t place = from, length = 0; place < text.size() && found.size() < 2; ++place) {
    while (length > 0 && text[place] != sought[length]) length = border[length - 1];
    if (text[place] == sought[length]) ++length;
    if (length == sought.size()) {
      found.push_back(place + 1 - length);
      length = border[length - 1];
    }
  }
  return found;
}

}  // namespace

TextLines::TextLines(std::string_view text) : m_text(text) {
  std::size_t start = 0;
  while (start < text.size()) {
    m_starts.push_back(start);
    const void* end = std::memchr(text.data() + start, '\n', text.size() - start);
    if (end == nullptr) break;
    start = static_cast<std::size_t>(static_cast<const char*>(end) - text.data()) + 1;
  }
  m_starts.push_back(text.size());
}

LineIndex::LineIndex(const TextLines& lines) {
  m_ids.reserve(lines.size());
  m_known.reserve(lines.size());
  for (std::size_t number = 0; number < lines.size(); ++number) {
    const auto [known, is_new] = m_known.try_emplace(lines.line(number), static_cast<LineId>(m_places.size()));
    if (is_new) m_places.emplace_back();
    m_places[known->second].push_back(static_cast<std::uint32_t>(number));
    m_ids.push_back(known->second);
  }
}

LineIndex::LineId LineIndex::id_of(std::string_view line) const {
  const auto known = m_known.find(line);
  return known == m_known.end() ? k_unknown : known->second;
}

std::vector<std::size_t> find_runs(const LineIndex& index, const std::vector<std::string_view>& sought,
                                   std::size_t from) {
  if (sought.empty()) return {};
  Ids ids;
  ids.reserve(sought.size());
  std::size_t rarest = 0;
  for (std::size_t number = 0; number < sought.size(); ++number) {
    ids.push_back(index.id_of(sought[number]));
    if (ids.back() == LineIndex::k_unknown) return {};
    if (index.places(ids[number]).size() < index.places(ids[rarest]).size()) rarest = number;
  }
  const std::vector<std::uint32_t>& candidates = index.places(ids[rarest]);
  if (candidates.size() * ids.size() > index.ids().size() + k_cheap_comparisons) {
    return find_runs_among_repetitions(index.ids(), ids, from);
  }
  std::vector<std::size_t> found;
  auto candidate = std::lower_bound(candidates.begin(), candidates.end(), from + rarest);
  for (; candidate != candidates.end() && found.size() < 2; ++candidate) {
    if (matches_at(index.ids(), *candidate - rarest, ids)) found.push_back(*candidate - rarest);
  }
  return found;
}

}  // namespace mlxpatch::patch

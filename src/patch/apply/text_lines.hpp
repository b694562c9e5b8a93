#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mlxpatch::patch {

/// A text split into lines. Refers to the text.
class TextLines {
 public:
  explicit TextLines(std::string_view text);

  std::size_t size() const { return m_starts.size() - 1; }
  std::string_view line(std::size_t index) const { return between(index, index + 1); }
  /// The text of the lines from `first` up to, not including, `last`.
  std::string_view between(std::size_t first, std::size_t last) const {
    return m_text.substr(m_starts[first], m_starts[last] - m_starts[first]);
  }

 private:
  std::string_view m_text;
  std::vector<std::size_t> m_starts;  ///< of each line, and the text's end
};

/// Finds equal lines in a text. Refers to the text.
class LineIndex {
 public:
  using LineId = std::uint32_t;
  /// The id of a line that the text does not have.
  static constexpr LineId k_unknown = 0xffffffff;

  explicit LineIndex(const TextLines& lines);

  LineId id_of(std::string_view line) const;
  const std::vector<LineId>& ids() const { return m_ids; }
  /// The numbers of all lines with this id, ascending. The id must be known.
  const std::vector<std::uint32_t>& places(LineId id) const { return m_places[id]; }

 private:
  std::unordered_map<std::string_view, LineId> m_known;
  std::vector<LineId> m_ids;  ///< one for each line
  std::vector<std::vector<std::uint32_t>> m_places;
};

/// The first two positions, from line `from` on, at which the lines of `sought` occur in a row: enough to know whether
/// there is none, one or several. At most linear in text and `sought`, and usually far faster.
std::vector<std::size_t> find_runs(const LineIndex& index, const std::vector<std::string_view>& sought,
                                   std::size_t from);

}  // namespace mlxpatch::patch

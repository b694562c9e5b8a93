#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <mlxpatch/base/bytes.hpp>

namespace mlxpatch::diff {

/// The number of a line: equal lines, and only they, have equal numbers.
using LineNumber = std::uint32_t;

/// A text as the numbers of its lines. A line includes its newline; the last one may have none.
struct NumberedLines {
  Bytes bytes;
  std::vector<LineNumber> numbers;
  std::vector<std::uint32_t> starts;  ///< where in the bytes each line begins; at the end, their size

  std::size_t count() const { return numbers.size(); }
  /// The bytes of the lines from `begin` to before `end`.
  std::string_view text(std::size_t begin, std::size_t end) const {
    return std::string_view(*bytes).substr(starts[begin], starts[end] - starts[begin]);
  }
};

/// Numbers the lines of texts, so that two lines can be compared as two numbers.
class LineTable {
 public:
  /// All numbered texts must outlive this object. A text may have at most 4 GiB.
  NumberedLines number(const Bytes& bytes);
  /// The same at little more than the cost of what the text does not share, at its beginning and end, with another one
  /// that this table has numbered.
  NumberedLines number_like(const NumberedLines& other, const Bytes& bytes);
  /// How many different lines there are: their numbers are those below.
  std::size_t size() const { return m_lines.size(); }
  std::string_view text(LineNumber line) const { return m_lines[line].text; }

 private:
  void number_part(std::string_view text, std::size_t begin, std::size_t end, NumberedLines& into);
  LineNumber number_of(std::string_view line);
  void grow();

  struct Line {
    std::string_view text;
    std::size_t hash = 0;
  };
  std::vector<Line> m_lines;
  std::vector<LineNumber> m_slots;  ///< open addressing by hash: a line's number plus 1, or 0
};

}  // namespace mlxpatch::diff

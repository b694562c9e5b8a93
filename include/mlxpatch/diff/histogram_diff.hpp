#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <mlxpatch/diff/line_table.hpp>

namespace mlxpatch::diff {

/// Lines of one text in whose place others stand in another text; either may be none.
struct LineChange {
  std::size_t before = 0;  ///< the first of them, from 0
  std::size_t before_count = 0;
  std::size_t after = 0;
  std::size_t after_count = 0;

  std::size_t before_end() const { return before + before_count; }
  std::size_t after_end() const { return after + after_count; }
};

/// Where the lines of a part of a text occur. Made once for many parts, for it has a place for each line number.
class LineOccurrences {
 public:
  static constexpr std::uint32_t k_nowhere = UINT32_MAX;

  /// Looks at the lines from `begin` to before `end`, and forgets those that it looked at before.
  void look_at(std::span<const LineNumber> lines, std::size_t begin, std::size_t end);
  std::uint32_t count(LineNumber line) const { return line < m_lines.size() ? m_lines[line].count : 0; }
  /// Where a line that occurs is first.
  std::uint32_t first(LineNumber line) const { return m_lines[line].first; }
  /// Where the line that stands at a place occurs next; k_nowhere where it does not.
  std::uint32_t next(std::size_t place) const { return m_next[place - m_begin]; }

 private:
  struct Line {
    std::uint32_t first = k_nowhere;
    std::uint32_t count = 0;
  };
  std::vector<Line> m_lines;
  std::vector<LineNumber> m_seen;
  std::vector<std::uint32_t> m_next;
  std::size_t m_begin = 0;
};

/// What `git diff --histogram` finds, as git's merges use it: without the indent heuristic, changes that could stand at
/// several places moved as far down as they go, or to where they face a change of the other side. In order; between
/// two changes stands at least one line that both have. The line numbers of both must be of one table.
///
/// The algorithm (Shawn Pearce's, in JGit; git's since 1.7.7): the two are split at the longest run of common lines
/// among those which occur in `before` most rarely, then the same on each side of that run. Where each common line
/// occurs more than 64 times, a Myers diff tells. From git 2.54 on changes are compared once more after they were
/// moved, which gives another result in some of a thousand texts full of equal lines.
std::vector<LineChange> histogram_changes(LineOccurrences& occurrences, std::span<const LineNumber> before,
                                          std::span<const LineNumber> after);

}  // namespace mlxpatch::diff

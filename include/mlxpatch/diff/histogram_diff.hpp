#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <mlxpatch/diff/line_table.hpp>

namespace mlxpatch::diff {

/// Lines of one text that another text has replaced by others. Either may be none.
struct LineChange {
  std::size_t before = 0;  ///< the first one, counted from 0
  std::size_t before_count = 0;
  std::size_t after = 0;
  std::size_t after_count = 0;

  std::size_t before_end() const { return before + before_count; }
  std::size_t after_end() const { return after + after_count; }
};

/// Where the lines of a part of a text occur. To be reused for many parts, since it has an entry for each line number.
class LineOccurrences {
 public:
  static constexpr std::uint32_t k_nowhere = UINT32_MAX;

  /// Indexes the lines from `begin` to before `end`, and forgets those of the last call.
  void look_at(std::span<const LineNumber> lines, std::size_t begin, std::size_t end);
  std::uint32_t count(LineNumber line) const { return line < m_lines.size() ? m_lines[line].count : 0; }
  /// Where a line that occurs is first.
  std::uint32_t first(LineNumber line) const { return m_lines[line].first; }
  /// Where the line at a place occurs next; k_nowhere if it does not.
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

/// What `git diff --histogram` finds, as git's merges use it: without the indent heuristic; a change that could be at
/// several places is moved as far down as possible, or to where it faces a change of the other side. In order, with at
/// least one common line between two changes. The line numbers of both must be from one table.
///
/// The algorithm (by Shawn Pearce for JGit; in git since 1.7.7) splits both at the longest run of common lines among
/// those that occur most rarely in `before`, then does the same on each side of that run. If every common line occurs
/// more than 64 times, it falls back to a Myers diff. Since 2.54 git compares changes once more after moving them,
/// which gives another result for a few in a thousand texts full of equal lines.
std::vector<LineChange> histogram_changes(LineOccurrences& occurrences, std::span<const LineNumber> before,
                                          std::span<const LineNumber> after);

}  // namespace mlxpatch::diff

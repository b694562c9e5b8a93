#include "compare/text_comparison.hpp"

#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/diff/unified_diff.hpp>

#include "compare/patch_text.hpp"

namespace mlxpatch::queue {

namespace {

/// One of both texts, line by line.
class Side {
 public:
  explicit Side(const WholeText& text)
      : m_text(text.head + (text.head.empty() || text.change.empty() ? "" : "\n") + text.change),
        m_lines(split_lines(m_text)),
        m_change(m_lines.size() - split_lines(text.change).size()) {}

  const std::string& text() const { return m_text; }

  /// Whether a line, counted from 0, is more than context of the patch.
  bool counts(std::size_t line) const { return line < m_change || !is_context(m_lines[line]); }

  /// The last heading above a line.
  std::string_view heading_above(std::size_t line) const {
    while (line-- > 0) {
      if (is_heading(m_lines[line]) && !heading_in(m_lines[line]).empty()) return heading_in(m_lines[line]);
    }
    return {};
  }

 private:
  std::string m_text;
  std::vector<std::string_view> m_lines;
  std::size_t m_change;  ///< the first line of the diff
};

/// Takes the first line of one side, counted from 0, off a header: "-3,5" or "+3".
std::size_t first_line(std::string_view header, char sign) {
  std::size_t number = 0;
  header.remove_prefix(header.find(sign) + 1);
  std::from_chars(header.data(), header.data() + header.size(), number);
  const std::size_t end = header.find_first_not_of("0123456789");
  const bool is_empty = header.substr(end).starts_with(",0 ");  // then the line above is counted
  return is_empty ? number : number - 1;
}

/// Reads a diff of both sides, and keeps the hunks in which more than context differs.
class Hunks {
 public:
  Hunks(const Side& before, const Side& after) : m_before(before), m_after(after) {}

  void line(std::string_view line) {
    if (line.starts_with("@@")) {
      end_hunk();
      m_old_line = first_line(line, '-');
      m_new_line = first_line(line, '+');
      const std::string_view heading = m_before.heading_above(m_old_line);
      m_hunk = heading.empty() ? "@@\n" : "@@ " + std::string(heading) + "\n";
      return;
    }
    m_hunk += line;
    if (line.front() == '-') m_counts = m_counts || m_before.counts(m_old_line);
    if (line.front() == '+') m_counts = m_counts || m_after.counts(m_new_line);
    if (line.front() != '+') ++m_old_line;
    if (line.front() != '-') ++m_new_line;
  }

  std::string end() {
    end_hunk();
    return m_text;
  }

 private:
  void end_hunk() {
    if (m_counts) m_text += m_hunk;
    m_counts = false;
  }

  const Side& m_before;
  const Side& m_after;
  std::string m_text;
  std::string m_hunk;
  bool m_counts = false;
  std::size_t m_old_line = 0;
  std::size_t m_new_line = 0;
};

}  // namespace

std::string compare_texts(const WholeText& before, const WholeText& after) {
  const Side old_side(before);
  const Side new_side(after);
  const std::string diff = diff::unified_hunks(old_side.text(), new_side.text());
  Hunks hunks(old_side, new_side);
  for (const std::string_view line : split_lines(diff)) hunks.line(line);
  return hunks.end();
}

}  // namespace mlxpatch::queue

#include "edit/placed_runs.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/text.hpp>

#include "replay/text_change.hpp"

namespace mlxpatch::queue {

namespace {

using Lines = TextChange::Lines;

bool has_at(const Lines& lines, std::size_t at, const Lines& wanted) {
  return lines.size() - at >= wanted.size() &&
         std::equal(wanted.begin(), wanted.end(), lines.begin() + static_cast<std::ptrdiff_t>(at));
}

/// Puts run after run at every place where it can be. As the runs so far have a known number of lines, the line of the
/// text before says which one of the text after it is.
class Placement {
 public:
  Placement(std::string_view before, std::string_view after)
      : m_before(split_lines(before)), m_after(split_lines(after)) {}

  bool place(const std::vector<TextChange::Run>& runs) {
    for (const TextChange::Run& run : runs) {
      std::set<std::size_t> next;
      for_each_reachable([&](std::size_t line) {
        if (has_at(m_before, line, run.deleted) && has_at(m_after, line + m_added - m_deleted, run.added)) {
          next.insert(line + run.deleted.size());
        }
      });
      m_added += run.added.size();
      m_deleted += run.deleted.size();
      m_starts = std::move(next);
    }
    bool is_end = false;
    for_each_reachable([&](std::size_t line) { is_end |= line == m_before.size(); });
    return is_end && m_before.size() + m_added == m_after.size() + m_deleted;
  }

 private:
  /// The lines of the text before that come next once the runs so far have been placed, and equal lines after them.
  template <typename Visit>
  void for_each_reachable(const Visit& visit) const {
    std::size_t seen = 0;  // up to here, without it
    for (std::size_t line : m_starts) {
      if (line < seen) continue;
      while (true) {
        visit(line);
        const std::size_t other = line + m_added - m_deleted;
        if (line == m_before.size() || other >= m_after.size() || m_before[line] != m_after[other]) break;
        ++line;
      }
      seen = line + 1;
    }
  }

  Lines m_before;
  Lines m_after;
  std::size_t m_added = 0;
  std::size_t m_deleted = 0;
  std::set<std::size_t> m_starts{0};
};

}  // namespace

bool can_be_placed(const std::vector<TextChange::Run>& runs, std::string_view before, std::string_view after) {
  return Placement(before, after).place(runs);
}

}  // namespace mlxpatch::queue

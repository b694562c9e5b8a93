#include <mlxpatch/diff/histogram_diff.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/diff/line_table.hpp>

#include "myers_diff.hpp"

namespace mlxpatch::diff {

namespace {

/// No run begins at a line that occurs more often than this.
constexpr std::uint32_t k_most_occurrences = 64;

/// From `begin` to before `end`.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool empty() const { return begin == end; }
  std::size_t size() const { return end - begin; }
};

/// Lines of the one text beside lines of the other.
struct Region {
  Span before;
  Span after;
};

/// Which lines of a text the other one lacks. There is one more before the first and after the last, never changed.
class Marks {
 public:
  explicit Marks(std::size_t count) : m_changed(count + 2, 0) {}
  bool at(std::size_t line) const { return m_changed[line + 1] != 0; }
  /// Whether the line before this one is changed; the first one has none.
  bool before(std::size_t line) const { return m_changed[line] != 0; }
  void set(std::size_t line, bool changed) { m_changed[line + 1] = changed ? 1 : 0; }
  void set(const Span& span) {
    std::fill(m_changed.begin() + static_cast<std::ptrdiff_t>(span.begin + 1),
              m_changed.begin() + static_cast<std::ptrdiff_t>(span.end + 1), 1);
  }

 private:
  std::vector<char> m_changed;
};

/// Finds what the two texts have in common.
class HistogramDiff {
 public:
  HistogramDiff(LineOccurrences& occurrences, std::span<const LineNumber> before, std::span<const LineNumber> after)
      : m_occurrences(occurrences),
        m_before(before),
        m_after(after),
        m_before_marks(before.size()),
        m_after_marks(after.size()) {}

  /// The lines of `before` and those of `after` that the other one lacks.
  std::pair<Marks, Marks> run() {
    m_waiting.push_back({{0, m_before.size()}, {0, m_after.size()}});
    while (!m_waiting.empty()) {
      check_interrupt();
      const Region region = m_waiting.back();
      m_waiting.pop_back();
      settle(region);
    }
    return {std::move(m_before_marks), std::move(m_after_marks)};
  }

 private:
  void settle(const Region& region) {
    if (region.before.empty() || region.after.empty()) return mark(region);
    m_occurrences.look_at(m_before, region.before.begin, region.before.end);
    const std::optional<Region> run = find_run(region);
    if (m_all_too_frequent) return settle_by_myers(region);
    if (!run) return mark(region);
    m_waiting.push_back({{region.before.begin, run->before.begin}, {region.after.begin, run->after.begin}});
    m_waiting.push_back({{run->before.end, region.before.end}, {run->after.end, region.after.end}});
  }

  void mark(const Region& region) {
    m_before_marks.set(region.before);
    m_after_marks.set(region.after);
  }

  void settle_by_myers(const Region& region) {
    const auto& [before, after] = region;
    const MyersMarks marks =
        myers_marks(m_before.subspan(before.begin, before.size()), m_after.subspan(after.begin, after.size()));
    for (std::size_t i = 0; i < before.size(); ++i) m_before_marks.set(before.begin + i, marks.before[i] != 0);
    for (std::size_t i = 0; i < after.size(); ++i) m_after_marks.set(after.begin + i, marks.after[i] != 0);
  }

  /// Where to split the region; std::nullopt if the two have no line in common, or only too frequent ones.
  std::optional<Region> find_run(const Region& region) {
    std::optional<Region> best;
    std::uint32_t rarity = k_most_occurrences + 1;
    bool has_common = false;
    for (std::size_t at = region.after.begin; at < region.after.end;) {
      std::size_t next = at + 1;
      const LineNumber line = m_after[at];
      const std::uint32_t count = m_occurrences.count(line);
      has_common = has_common || count > 0;
      if (count > 0 && count <= rarity) {
        for (std::uint32_t start = m_occurrences.first(line); start != LineOccurrences::k_nowhere;) {
          const Region run = run_around(start, at, region);
          const std::uint32_t run_rarity = rarity_of(run.before, count);
          next = std::max(next, run.after.end);
          const std::size_t longest = best ? best->before.size() : 1;
          if (longest < run.before.size() || run_rarity < rarity) {
            best = run;
            rarity = run_rarity;
          }
          start = m_occurrences.next(start);
          while (start < run.before.end) start = m_occurrences.next(start);
        }
      }
      at = next;
    }
    m_all_too_frequent = has_common && rarity > k_most_occurrences;
    return best;
  }

  /// The longest run of equal lines around two equal ones.
  Region run_around(std::size_t before, std::size_t after, const Region& region) const {
    Region run{{before, before + 1}, {after, after + 1}};
    while (run.before.begin > region.before.begin && run.after.begin > region.after.begin &&
           m_before[run.before.begin - 1] == m_after[run.after.begin - 1]) {
      --run.before.begin;
      --run.after.begin;
    }
    while (run.before.end < region.before.end && run.after.end < region.after.end &&
           m_before[run.before.end] == m_after[run.after.end]) {
      ++run.before.end;
      ++run.after.end;
    }
    return run;
  }

  /// How often the rarest line of a run occurs.
  std::uint32_t rarity_of(const Span& run, std::uint32_t rarity) const {
    for (std::size_t at = run.begin; at < run.end && rarity > 1; ++at) {
      rarity = std::min(rarity, m_occurrences.count(m_before[at]));
    }
    return rarity;
  }

  LineOccurrences& m_occurrences;
  std::span<const LineNumber> m_before;
  std::span<const LineNumber> m_after;
  Marks m_before_marks;
  Marks m_after_marks;
  std::vector<Region> m_waiting;
  bool m_all_too_frequent = false;
};

/// A run of changed lines, possibly empty. A text is a sequence of groups with one unchanged line between each pair, as
/// many in the one text as in the other.
class Group {
 public:
  Group(std::span<const LineNumber> lines, Marks& marks) : m_lines(lines), m_marks(marks) { find_end(); }

  bool empty() const { return m_span.empty(); }
  const Span& span() const { return m_span; }

  /// To the next group; false at the last.
  bool go_on() {
    if (m_span.end == m_lines.size()) return false;
    m_span.begin = m_span.end = m_span.end + 1;
    find_end();
    return true;
  }

  void go_back() {
    m_span.begin = m_span.end = m_span.begin - 1;
    find_begin();
  }

  /// Moves one line up if the diff stays the same, and joins a group that it meets. Returns whether it moved.
  bool slide_up() {
    if (m_span.begin == 0 || m_lines[m_span.begin - 1] != m_lines[m_span.end - 1]) return false;
    m_marks.set(--m_span.begin, true);
    m_marks.set(--m_span.end, false);
    find_begin();
    return true;
  }

  bool slide_down() {
    if (m_span.end == m_lines.size() || m_lines[m_span.begin] != m_lines[m_span.end]) return false;
    m_marks.set(m_span.begin++, false);
    m_marks.set(m_span.end++, true);
    find_end();
    return true;
  }

 private:
  void find_begin() {
    while (m_marks.before(m_span.begin)) --m_span.begin;
  }
  void find_end() {
    while (m_marks.at(m_span.end)) ++m_span.end;
  }

  std::span<const LineNumber> m_lines;
  Marks& m_marks;
  Span m_span;
};

/// Slides each group of one text's changed lines to where git's diff shows it: as far down as possible, or back up to
/// the last place at which the other text has changed lines, too.
class Compaction {
 public:
  Compaction(const Group& group, const Group& other) : m_group(group), m_other(other) {}

  void run() {
    do {
      if (!m_group.empty()) settle();
      m_other.go_on();
    } while (m_group.go_on());
  }

 private:
  void settle() {
    std::size_t highest = 0;
    bool can_face = false;
    for (std::size_t size = 0; size != m_group.span().size();) {
      size = m_group.span().size();
      while (m_group.slide_up()) m_other.go_back();
      highest = m_group.span().end;
      can_face = !m_other.empty();
      while (m_group.slide_down()) {
        m_other.go_on();
        can_face = can_face || !m_other.empty();
      }
    }
    if (m_group.span().end == highest || !can_face) return;
    while (m_other.empty()) {
      m_group.slide_up();
      m_other.go_back();
    }
  }

  Group m_group;
  Group m_other;
};

}  // namespace

void LineOccurrences::look_at(std::span<const LineNumber> lines, std::size_t begin, std::size_t end) {
  for (const LineNumber line : m_seen) m_lines[line] = {};
  const std::span<const LineNumber> part = lines.subspan(begin, end - begin);
  m_seen.assign(part.begin(), part.end());
  m_next.resize(end - begin);
  m_begin = begin;
  // Backwards, so that each line leads to the next equal one.
  for (std::size_t at = end; at-- > begin;) {
    const LineNumber line = lines[at];
    if (line >= m_lines.size()) m_lines.resize(std::size_t{line} + line / 2 + 1);
    m_next[at - begin] = m_lines[line].first;
    m_lines[line].first = static_cast<std::uint32_t>(at);
    ++m_lines[line].count;
  }
}

std::vector<LineChange> histogram_changes(LineOccurrences& occurrences, std::span<const LineNumber> before,
                                          std::span<const LineNumber> after) {
  auto [before_marks, after_marks] = HistogramDiff(occurrences, before, after).run();
  Compaction({before, before_marks}, {after, after_marks}).run();
  Compaction({after, after_marks}, {before, before_marks}).run();

  std::vector<LineChange> changes;
  Group removed(before, before_marks);
  Group added(after, after_marks);
  do {
    if (removed.empty() && added.empty()) continue;
    changes.push_back({removed.span().begin, removed.span().size(), added.span().begin, added.span().size()});
  } while (removed.go_on() && added.go_on());
  return changes;
}

}  // namespace mlxpatch::diff

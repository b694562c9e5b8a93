#include "histogram_diff.hpp"

#include <git2.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include <mlxpatch/base/interrupt.hpp>

#include "handle.hpp"

namespace mlxpatch::git {

namespace {

/// Of lines that occur more often than this no run begins.
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

/// Which lines of a text the other has not. One more stands before the first and behind the last, never changed.
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

/// The Myers diff of two pieces of text, as changes of their lines.
std::vector<LineChange> myers_changes(std::string_view before, std::string_view after) {
  start_library();
  auto options = with_defaults(git_diff_options_init, GIT_DIFF_OPTIONS_VERSION);
  options.flags = GIT_DIFF_FORCE_TEXT;
  options.context_lines = 0;
  options.interhunk_lines = 0;
  options.max_size = -1;
  std::vector<LineChange> changes;
  const auto add = [](const git_diff_delta*, const git_diff_hunk* hunk, void* payload) {
    // A side without lines names the line before.
    const auto first = [](int start, int count) { return static_cast<std::size_t>(count == 0 ? start : start - 1); };
    static_cast<std::vector<LineChange>*>(payload)->push_back(
        {first(hunk->old_start, hunk->old_lines), static_cast<std::size_t>(hunk->old_lines),
         first(hunk->new_start, hunk->new_lines), static_cast<std::size_t>(hunk->new_lines)});
    return 0;
  };
  check(git_diff_buffers(before.data(), before.size(), nullptr, after.data(), after.size(), nullptr, &options, nullptr,
                         nullptr, add, nullptr, &changes),
        "comparing two texts");
  return changes;
}

/// Finds what the two texts have in common.
class HistogramDiff {
 public:
  HistogramDiff(LineOccurrences& occurrences, const NumberedLines& before, const NumberedLines& after)
      : m_occurrences(occurrences),
        m_before(before),
        m_after(after),
        m_before_marks(before.count()),
        m_after_marks(after.count()) {}

  /// The lines of `before` and those of `after` that the other has not.
  std::pair<Marks, Marks> run() {
    m_waiting.push_back({{0, m_before.count()}, {0, m_after.count()}});
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
    for (const LineChange& change :
         myers_changes(m_before.text(before.begin, before.end), m_after.text(after.begin, after.end))) {
      mark({{before.begin + change.before, before.begin + change.before_end()},
            {after.begin + change.after, after.begin + change.after_end()}});
    }
  }

  /// Where the region is split. Nothing where it has no line in common, or only too frequent ones.
  std::optional<Region> find_run(const Region& region) {
    std::optional<Region> best;
    std::uint32_t rarity = k_most_occurrences + 1;
    bool has_common = false;
    for (std::size_t at = region.after.begin; at < region.after.end;) {
      std::size_t next = at + 1;
      const LineNumber line = m_after.numbers[at];
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

  /// All lines around two equal ones that are equal as well.
  Region run_around(std::size_t before, std::size_t after, const Region& region) const {
    Region run{{before, before + 1}, {after, after + 1}};
    while (run.before.begin > region.before.begin && run.after.begin > region.after.begin &&
           m_before.numbers[run.before.begin - 1] == m_after.numbers[run.after.begin - 1]) {
      --run.before.begin;
      --run.after.begin;
    }
    while (run.before.end < region.before.end && run.after.end < region.after.end &&
           m_before.numbers[run.before.end] == m_after.numbers[run.after.end]) {
      ++run.before.end;
      ++run.after.end;
    }
    return run;
  }

  /// How often the rarest line of a run occurs.
  std::uint32_t rarity_of(const Span& run, std::uint32_t rarity) const {
    for (std::size_t at = run.begin; at < run.end && rarity > 1; ++at) {
      rarity = std::min(rarity, m_occurrences.count(m_before.numbers[at]));
    }
    return rarity;
  }

  LineOccurrences& m_occurrences;
  const NumberedLines& m_before;
  const NumberedLines& m_after;
  Marks m_before_marks;
  Marks m_after_marks;
  std::vector<Region> m_waiting;
  bool m_all_too_frequent = false;
};

/// A run of changed lines, or the place between two unchanged lines where there is none. A text is a row of groups,
/// each pair with one unchanged line between, as many in the one text as in the other.
class Group {
 public:
  Group(const NumberedLines& lines, Marks& marks) : m_lines(lines), m_marks(marks) { find_end(); }

  bool empty() const { return m_span.empty(); }
  const Span& span() const { return m_span; }

  /// To the next group; false at the last.
  bool go_on() {
    if (m_span.end == m_lines.count()) return false;
    m_span.begin = m_span.end = m_span.end + 1;
    find_end();
    return true;
  }

  void go_back() {
    m_span.begin = m_span.end = m_span.begin - 1;
    find_begin();
  }

  /// One line up, where that says the same; joins a group that it meets. False where it can't.
  bool slide_up() {
    if (m_span.begin == 0 || m_lines.numbers[m_span.begin - 1] != m_lines.numbers[m_span.end - 1]) return false;
    m_marks.set(--m_span.begin, true);
    m_marks.set(--m_span.end, false);
    find_begin();
    return true;
  }

  bool slide_down() {
    if (m_span.end == m_lines.count() || m_lines.numbers[m_span.begin] != m_lines.numbers[m_span.end]) return false;
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

  const NumberedLines& m_lines;
  Marks& m_marks;
  Span m_span;
};

/// Slides each group of one text's changed lines to where git's diff shows it: as far down as it goes, or back up to
/// the last place where the other text has changed lines too.
class Compaction {
 public:
  Compaction(Group group, Group other) : m_group(std::move(group)), m_other(std::move(other)) {}

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

void LineOccurrences::look_at(const NumberedLines& lines, std::size_t begin, std::size_t end) {
  for (const LineNumber line : m_seen) m_lines[line] = {};
  m_seen.assign(lines.numbers.begin() + static_cast<std::ptrdiff_t>(begin),
                lines.numbers.begin() + static_cast<std::ptrdiff_t>(end));
  m_next.resize(end - begin);
  m_begin = begin;
  // Backwards, so that each line leads to the next equal one.
  for (std::size_t at = end; at-- > begin;) {
    const LineNumber line = lines.numbers[at];
    if (line >= m_lines.size()) m_lines.resize(std::size_t{line} + line / 2 + 1);
    m_next[at - begin] = m_lines[line].first;
    m_lines[line].first = static_cast<std::uint32_t>(at);
    ++m_lines[line].count;
  }
}

std::vector<LineChange> histogram_changes(LineOccurrences& occurrences, const NumberedLines& before,
                                          const NumberedLines& after) {
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

}  // namespace mlxpatch::git

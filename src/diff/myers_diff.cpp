#include "myers_diff.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/diff/line_table.hpp>

namespace mlxpatch::diff {

namespace {

using Place = std::ptrdiff_t;

constexpr Place k_beyond = std::numeric_limits<Place>::max();
/// A line is frequent if it occurs in the other text this often, or about as often as the root of this text's length.
constexpr Place k_frequent = 1024;
constexpr Place k_window = 100;      ///< how many lines on each side of a frequent one are looked at
constexpr Place k_lonely_share = 4;  ///< it is left out if fewer than one in this many of them have a counterpart
constexpr Place k_long_snake = 20;   ///< this many equal lines in a row make a path promising
constexpr Place k_patience = 256;    ///< up to this many edits the shortest path is looked for
constexpr Place k_promising = 4;     ///< a path is promising if it gets this many times further than it has edits

/// A power of two near the square root.
Place rough_root(Place number) {
  Place root = 1;
  for (; number > 0; number /= 4) root *= 2;
  return root;
}

/// How often each line occurs.
using Counts = std::unordered_map<LineNumber, Place>;

Counts counts_of(std::span<const LineNumber> lines) {
  Counts counts;
  for (const LineNumber line : lines) ++counts[line];
  return counts;
}

/// The lines of one text that are compared, and their places in it.
struct Compared {
  std::vector<LineNumber> lines;
  std::vector<std::size_t> places;
};

enum class Counterparts : char { none, some, many };

/// Whether a line with many counterparts is among lines of which most have none: it would only mislead.
bool is_misleading(const std::vector<Counterparts>& lines, Place at) {
  Place many = 0;
  Place none = 0;
  for (const Place step : {Place{-1}, Place{1}}) {
    Place none_here = 0;
    for (Place other = at + step, left = k_window; left > 0; other += step, --left) {
      if (other < 0 || other >= std::ssize(lines)) break;
      const Counterparts counterparts = lines[static_cast<std::size_t>(other)];
      if (counterparts == Counterparts::some) break;
      ++(counterparts == Counterparts::none ? none_here : many);
    }
    if (none_here == 0) return false;
    none += none_here;
  }
  many += 2;  // the line itself, once for each direction
  return many * k_lonely_share < many + none;
}

/// The lines that are to be compared. Marks and leaves out lines without a counterpart, and misleading ones. The
/// skipped lines at either end are equal in both texts.
Compared choose(std::span<const LineNumber> lines, const Counts& others, Place skipped_first, Place skipped_last,
                std::vector<char>& marks) {
  const Place limit = std::min(rough_root(std::ssize(lines)), k_frequent);
  const Place end = std::ssize(lines) - skipped_last;
  std::vector<Counterparts> counterparts;
  for (Place at = skipped_first; at < end; ++at) {
    const auto found = others.find(lines[static_cast<std::size_t>(at)]);
    const Place count = found == others.end() ? 0 : found->second;
    counterparts.push_back(count == 0 ? Counterparts::none : count >= limit ? Counterparts::many : Counterparts::some);
  }
  Compared chosen;
  for (Place i = 0; i < std::ssize(counterparts); ++i) {
    const auto place = static_cast<std::size_t>(skipped_first + i);
    const Counterparts here = counterparts[static_cast<std::size_t>(i)];
    if (here == Counterparts::none || (here == Counterparts::many && is_misleading(counterparts, i))) {
      marks[place] = 1;
    } else {
      chosen.lines.push_back(lines[place]);
      chosen.places.push_back(place);
    }
  }
  return chosen;
}

/// For each diagonal (place in `before` minus place in `after`), how far in `before` the paths from one corner have
/// got.
class Front {
 public:
  Front(Place lowest, Place highest) : m_lowest(lowest), m_reach(static_cast<std::size_t>(highest - lowest + 1)) {}

  void start(Place diagonal, Place reach) {
    m_first = m_last = diagonal;
    at(diagonal) = reach;
  }
  /// One more edit: one more diagonal at either end, or one fewer if the box ends there. `nowhere` is beyond every
  /// path.
  void widen(Place lowest, Place highest, Place nowhere) {
    if (m_first > lowest) {
      at(--m_first - 1) = nowhere;
    } else {
      ++m_first;
    }
    if (m_last < highest) {
      at(++m_last + 1) = nowhere;
    } else {
      --m_last;
    }
  }
  bool contains(Place diagonal) const { return m_first <= diagonal && diagonal <= m_last; }
  Place first() const { return m_first; }
  Place last() const { return m_last; }
  Place& at(Place diagonal) { return m_reach[static_cast<std::size_t>(diagonal - m_lowest)]; }

 private:
  Place m_lowest;
  Place m_first = 0;
  Place m_last = 0;
  std::vector<Place> m_reach;
};

/// Parts of the two texts that are compared with each other.
struct Box {
  Place before = 0;
  Place before_end = 0;
  Place after = 0;
  Place after_end = 0;
  bool needs_shortest = false;
};

/// The corner of a box at which paths begin.
enum class Corner { first, last };

/// Where to split a box in two, and for which of the two to look for the shortest path.
struct Split {
  Place before = 0;
  Place after = 0;
  bool first_needs_shortest = true;
  bool last_needs_shortest = true;
};

class MyersDiff {
 public:
  MyersDiff(const Compared& before, const Compared& after, MyersMarks& marks)
      : m_before(before),
        m_after(after),
        m_marks(marks),
        m_most_edits(std::max(rough_root(std::ssize(before.lines) + std::ssize(after.lines) + 3), k_patience)),
        m_forward(-std::ssize(after.lines) - 1, std::ssize(before.lines) + 1),
        m_backward(-std::ssize(after.lines) - 1, std::ssize(before.lines) + 1) {}

  void run() {
    m_waiting.push_back({0, std::ssize(m_before.lines), 0, std::ssize(m_after.lines)});
    while (!m_waiting.empty()) {
      check_interrupt();
      Box box = m_waiting.back();
      m_waiting.pop_back();
      shrink(box);
      if (box.before == box.before_end || box.after == box.after_end) {
        mark(box);
        continue;
      }
      const Split split = find_split(box);
      m_waiting.push_back({box.before, split.before, box.after, split.after, split.first_needs_shortest});
      m_waiting.push_back({split.before, box.before_end, split.after, box.after_end, split.last_needs_shortest});
    }
  }

 private:
  bool are_equal(Place before, Place after) const {
    return m_before.lines[static_cast<std::size_t>(before)] == m_after.lines[static_cast<std::size_t>(after)];
  }

  void shrink(Box& box) const {
    while (box.before < box.before_end && box.after < box.after_end && are_equal(box.before, box.after)) {
      ++box.before;
      ++box.after;
    }
    while (box.before < box.before_end && box.after < box.after_end &&
           are_equal(box.before_end - 1, box.after_end - 1)) {
      --box.before_end;
      --box.after_end;
    }
  }

  void mark(const Box& box) {
    for (Place at = box.before; at < box.before_end; ++at) {
      m_marks.before[m_before.places[static_cast<std::size_t>(at)]] = 1;
    }
    for (Place at = box.after; at < box.after_end; ++at) {
      m_marks.after[m_after.places[static_cast<std::size_t>(at)]] = 1;
    }
  }

  /// Extends paths from both corners by one edit at a time until two meet: that is on the shortest path. If it takes
  /// too many edits, a promising path will do, and in the end the one that got furthest.
  Split find_split(const Box& box) {
    const Place lowest = box.before - box.after_end;
    const Place highest = box.before_end - box.after;
    const Place forward_start = box.before - box.after;
    const Place backward_start = box.before_end - box.after_end;
    const bool meets_going_forward = (forward_start - backward_start) % 2 != 0;
    m_forward.start(forward_start, box.before);
    m_backward.start(backward_start, box.before_end);
    for (Place edits = 1;; ++edits) {
      m_saw_long_snake = false;
      m_forward.widen(lowest, highest, -1);
      if (const auto meeting = go_forward(box, meets_going_forward)) return *meeting;
      m_backward.widen(lowest, highest, k_beyond);
      if (const auto meeting = go_backward(box, !meets_going_forward)) return *meeting;
      if (box.needs_shortest) continue;
      if (m_saw_long_snake && edits > k_patience) {
        if (const auto split = promising(box, Corner::first, edits)) return *split;
        if (const auto split = promising(box, Corner::last, edits)) return *split;
      }
      if (edits >= m_most_edits) return farthest(box);
    }
  }

  std::optional<Split> go_forward(const Box& box, bool can_meet) {
    for (Place diagonal = m_forward.last(); diagonal >= m_forward.first(); diagonal -= 2) {
      const Place start = std::max(m_forward.at(diagonal - 1) + 1, m_forward.at(diagonal + 1));
      Place before = start;
      while (before < box.before_end && before - diagonal < box.after_end && are_equal(before, before - diagonal)) {
        ++before;
      }
      m_saw_long_snake = m_saw_long_snake || before - start > k_long_snake;
      m_forward.at(diagonal) = before;
      if (can_meet && m_backward.contains(diagonal) && m_backward.at(diagonal) <= before) {
        return Split{before, before - diagonal};
      }
    }
    return std::nullopt;
  }

  std::optional<Split> go_backward(const Box& box, bool can_meet) {
    for (Place diagonal = m_backward.last(); diagonal >= m_backward.first(); diagonal -= 2) {
      const Place start = std::min(m_backward.at(diagonal - 1), m_backward.at(diagonal + 1) - 1);
      Place before = start;
      while (before > box.before && before - diagonal > box.after && are_equal(before - 1, before - diagonal - 1)) {
        --before;
      }
      m_saw_long_snake = m_saw_long_snake || start - before > k_long_snake;
      m_backward.at(diagonal) = before;
      if (can_meet && m_forward.contains(diagonal) && before <= m_forward.at(diagonal)) {
        return Split{before, before - diagonal};
      }
    }
    return std::nullopt;
  }

  /// Whether a long snake of the box begins at these lines.
  bool is_long_snake(const Box& box, Place before, Place after) const {
    if (before < box.before || before + k_long_snake > box.before_end) return false;
    if (after < box.after || after + k_long_snake > box.after_end) return false;
    for (Place i = 0; i < k_long_snake; ++i) {
      if (!are_equal(before + i, after + i)) return false;
    }
    return true;
  }

  /// The end of the path that got furthest from its corner for its edits and ends in a long snake.
  std::optional<Split> promising(const Box& box, Corner corner, Place edits) {
    const bool goes_forward = corner == Corner::first;
    Front& front = goes_forward ? m_forward : m_backward;
    const Place from_before = goes_forward ? box.before : box.before_end;
    const Place from_after = goes_forward ? box.after : box.after_end;
    const Place to_snake = goes_forward ? -k_long_snake : 0;
    std::optional<Split> best;
    Place best_gain = k_promising * edits;
    for (Place diagonal = front.last(); diagonal >= front.first(); diagonal -= 2) {
      const Place before = front.at(diagonal);
      const Place after = before - diagonal;
      const Place aside = std::abs(diagonal - (from_before - from_after));
      const Place gain = std::abs(before - from_before) + std::abs(after - from_after) - aside;
      const bool ends_inside =
          box.before < before && before < box.before_end && box.after < after && after < box.after_end;
      if (gain <= best_gain || !ends_inside || !is_long_snake(box, before + to_snake, after + to_snake)) continue;
      best_gain = gain;
      best = Split{before, after, goes_forward, !goes_forward};
    }
    return best;
  }

  /// The end of the path that got furthest, from either corner.
  Split farthest(const Box& box) {
    Place forward = -1;
    Place forward_before = -1;
    for (Place diagonal = m_forward.last(); diagonal >= m_forward.first(); diagonal -= 2) {
      const Place before = std::min({m_forward.at(diagonal), box.before_end, box.after_end + diagonal});
      if (forward >= 2 * before - diagonal) continue;
      forward = 2 * before - diagonal;
      forward_before = before;
    }
    Place backward = k_beyond;
    Place backward_before = k_beyond;
    for (Place diagonal = m_backward.last(); diagonal >= m_backward.first(); diagonal -= 2) {
      const Place before = std::max({m_backward.at(diagonal), box.before, box.after + diagonal});
      if (backward <= 2 * before - diagonal) continue;
      backward = 2 * before - diagonal;
      backward_before = before;
    }
    const Place gone_forward = forward - (box.before + box.after);
    const Place gone_backward = (box.before_end + box.after_end) - backward;
    if (gone_backward < gone_forward) return {forward_before, forward - forward_before, true, false};
    return {backward_before, backward - backward_before, false, true};
  }

  const Compared& m_before;
  const Compared& m_after;
  MyersMarks& m_marks;
  Place m_most_edits;
  Front m_forward;
  Front m_backward;
  bool m_saw_long_snake = false;
  std::vector<Box> m_waiting;
};

}  // namespace

MyersMarks myers_marks(std::span<const LineNumber> before, std::span<const LineNumber> after) {
  MyersMarks marks{std::vector<char>(before.size(), 0), std::vector<char>(after.size(), 0)};
  const auto first_difference = std::mismatch(before.begin(), before.end(), after.begin(), after.end());
  const Place same_first = first_difference.first - before.begin();
  const Place most_last = std::min(std::ssize(before), std::ssize(after)) - same_first;
  Place same_last = 0;
  while (same_last < most_last && before[before.size() - 1 - static_cast<std::size_t>(same_last)] ==
                                      after[after.size() - 1 - static_cast<std::size_t>(same_last)]) {
    ++same_last;
  }
  const Compared before_lines = choose(before, counts_of(after), same_first, same_last, marks.before);
  const Compared after_lines = choose(after, counts_of(before), same_first, same_last, marks.after);
  MyersDiff(before_lines, after_lines, marks).run();
  return marks;
}

}  // namespace mlxpatch::diff

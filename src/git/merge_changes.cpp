#include "merge_changes.hpp"

#include <algorithm>
#include <cstddef>
#include <span>

namespace mlxpatch::git {

namespace {

enum class Taken { ours, theirs, conflict };

/// Lines of the base, and what the sides have in their place; for the side that changed nothing, the same lines.
struct Piece {
  Taken taken = Taken::conflict;
  std::size_t base = 0;
  std::size_t base_end = 0;
  std::size_t ours = 0;
  std::size_t ours_end = 0;
  std::size_t theirs = 0;
  std::size_t theirs_end = 0;
};

/// How many lines of the base more or fewer than of the changed text stand before a change. Wraps around as needed.
std::size_t shift_before(const LineChange& change) { return change.after - change.before; }
std::size_t shift_behind(const LineChange& change) { return change.after_end() - change.before_end(); }

class ChangeMerge {
 public:
  ChangeMerge(const TextSide& ours, const TextSide& theirs) : m_ours(ours), m_theirs(theirs) {}

  std::optional<std::string> run() {
    collect();
    const auto is_conflict = [&](const Piece& piece) { return piece.taken == Taken::conflict && !are_same(piece); };
    if (std::any_of(m_pieces.begin(), m_pieces.end(), is_conflict)) return std::nullopt;
    return text();
  }

 private:
  /// The changes of both sides in the base's order, those together that touch.
  void collect() {
    std::span<const LineChange> ours = m_ours.changes;
    std::span<const LineChange> theirs = m_theirs.changes;
    while (!ours.empty() || !theirs.empty()) {
      // A line that no side changed must stand between two changes.
      if (theirs.empty() || (!ours.empty() && ours.front().before_end() < theirs.front().before)) {
        add_ours(ours.front(), theirs);
        ours = ours.subspan(1);
      } else if (ours.empty() || theirs.front().before_end() < ours.front().before) {
        add_theirs(theirs.front(), ours);
        theirs = theirs.subspan(1);
      } else {
        if (!is_same_change(ours.front(), theirs.front())) add_both(ours.front(), theirs.front());
        const std::size_t our_end = ours.front().before_end();
        const std::size_t their_end = theirs.front().before_end();
        if (our_end >= their_end) theirs = theirs.subspan(1);
        if (their_end >= our_end) ours = ours.subspan(1);
      }
    }
  }

  void add_ours(const LineChange& change, std::span<const LineChange> theirs) {
    const std::size_t shift = shift_of(theirs, m_theirs);
    add({Taken::ours, change.before, change.before_end(), change.after, change.after_end(), change.before + shift,
         change.before_end() + shift});
  }

  void add_theirs(const LineChange& change, std::span<const LineChange> ours) {
    const std::size_t shift = shift_of(ours, m_ours);
    add({Taken::theirs, change.before, change.before_end(), change.before + shift, change.before_end() + shift,
         change.after, change.after_end()});
  }

  void add_both(const LineChange& ours, const LineChange& theirs) {
    const std::size_t begin = std::min(ours.before, theirs.before);
    const std::size_t end = std::max(ours.before_end(), theirs.before_end());
    add({Taken::conflict, begin, end, begin + shift_before(ours), end + shift_behind(ours),
         begin + shift_before(theirs), end + shift_behind(theirs)});
  }

  /// How far a side's lines are from the base's before the first of the changes that are left of it.
  static std::size_t shift_of(std::span<const LineChange> left, const TextSide& side) {
    if (!left.empty()) return shift_before(left.front());
    return side.changes.empty() ? 0 : shift_behind(side.changes.back());
  }

  void add(const Piece& piece) {
    if (m_pieces.empty() || (piece.ours > m_pieces.back().ours_end && piece.theirs > m_pieces.back().theirs_end)) {
      m_pieces.push_back(piece);
      return;
    }
    Piece& last = m_pieces.back();
    if (last.taken != piece.taken) last.taken = Taken::conflict;
    last.base_end = piece.base_end;
    last.ours_end = piece.ours_end;
    last.theirs_end = piece.theirs_end;
  }

  bool is_same_change(const LineChange& ours, const LineChange& theirs) const {
    return ours.before == theirs.before && ours.before_count == theirs.before_count &&
           ours.after_count == theirs.after_count &&
           std::equal(our_line(ours.after), our_line(ours.after_end()), their_line(theirs.after));
  }

  /// Whether both sides have the same lines there, though by different changes. Where one has none git leaves it to a
  /// person.
  bool are_same(const Piece& piece) const {
    if (piece.ours == piece.ours_end || piece.theirs == piece.theirs_end) return false;
    return std::equal(our_line(piece.ours), our_line(piece.ours_end), their_line(piece.theirs),
                      their_line(piece.theirs_end));
  }

  std::vector<LineNumber>::const_iterator our_line(std::size_t line) const {
    return m_ours.lines.numbers.begin() + static_cast<std::ptrdiff_t>(line);
  }
  std::vector<LineNumber>::const_iterator their_line(std::size_t line) const {
    return m_theirs.lines.numbers.begin() + static_cast<std::ptrdiff_t>(line);
  }

  /// Ours, with their changes put in.
  std::string text() const {
    std::string merged;
    merged.reserve(std::max(m_ours.lines.bytes->size(), m_theirs.lines.bytes->size()));
    std::size_t at = 0;
    for (const Piece& piece : m_pieces) {
      if (piece.taken != Taken::theirs) continue;
      merged += m_ours.lines.text(at, piece.ours);
      merged += m_theirs.lines.text(piece.theirs, piece.theirs_end);
      at = piece.ours_end;
    }
    merged += m_ours.lines.text(at, m_ours.lines.count());
    return merged;
  }

  const TextSide& m_ours;
  const TextSide& m_theirs;
  std::vector<Piece> m_pieces;
};

}  // namespace

std::optional<std::string> merge_changes(const TextSide& ours, const TextSide& theirs) {
  return ChangeMerge(ours, theirs).run();
}

}  // namespace mlxpatch::git

#include "merge_changes.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/diff/histogram_diff.hpp>
#include <mlxpatch/diff/line_table.hpp>
#include <mlxpatch/merge/merged_part.hpp>

namespace mlxpatch::merge {

namespace {

/// `same`: both sides have the same lines, by different changes.
enum class Taken { ours, theirs, same, conflict };

/// Conflicts with at most this many lines between them are joined.
constexpr std::size_t k_close = 3;

/// Lines of the two sides for the same lines of the base, which one or both changed.
struct Piece {
  Taken taken = Taken::conflict;
  std::size_t base = 0;
  std::size_t base_end = 0;
  std::size_t ours = 0;
  std::size_t ours_end = 0;
  std::size_t theirs = 0;
  std::size_t theirs_end = 0;
};

/// How many lines further down a change begins, or ends, in the changed text than in the base; wraps around if further
/// up.
std::size_t shift_before(const diff::LineChange& change) { return change.after - change.before; }
std::size_t shift_after(const diff::LineChange& change) { return change.after_end() - change.before_end(); }

class ChangeMerge {
 public:
  ChangeMerge(const diff::NumberedLines& base, const TextSide& ours, const TextSide& theirs)
      : m_base(base), m_ours(ours), m_theirs(theirs) {}

  std::optional<std::string> run() {
    collect();
    if (!settle_same()) return std::nullopt;
    return text(0, m_ours.lines.count(), m_pieces);
  }

  std::vector<MergedPart> run_parts() {
    collect();
    settle_same();
    std::vector<MergedPart> parts;
    Piece before;  // the last conflict
    std::size_t first = 0;
    for (std::size_t i = 0; i < m_pieces.size(); ++i) {
      const Piece& piece = m_pieces[i];
      if (piece.taken != Taken::conflict) continue;
      parts.push_back(part_between(before, piece, pieces(first, i)));
      parts.push_back(part_of(piece));
      before = piece;
      first = i + 1;
    }
    Piece end;
    end.base = m_base.count();
    end.ours = m_ours.lines.count();
    end.theirs = m_theirs.lines.count();
    parts.push_back(part_between(before, end, pieces(first, m_pieces.size())));
    return parts;
  }

  std::vector<MergePiece> run_pieces() {
    collect();
    std::vector<MergePiece> pieces;
    pieces.reserve(m_pieces.size());
    for (const Piece& piece : m_pieces) {
      pieces.push_back(
          {piece.taken == Taken::conflict && !are_same(piece),
           {{piece.base, piece.base_end}, {piece.ours, piece.ours_end}, {piece.theirs, piece.theirs_end}}});
    }
    return pieces;
  }

  std::string run_union(diff::LineOccurrences& occurrences) {
    collect();
    refine(occurrences);
    join_close_conflicts();
    return text(0, m_ours.lines.count(), m_pieces);
  }

 private:
  /// Collects the changes of both sides in the order of the base, and joins those that touch.
  void collect() {
    std::span<const diff::LineChange> ours = m_ours.changes;
    std::span<const diff::LineChange> theirs = m_theirs.changes;
    while (!ours.empty() || !theirs.empty()) {
      // Between two changes there must be a line that neither side changed.
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

  void add_ours(const diff::LineChange& change, std::span<const diff::LineChange> theirs) {
    const std::size_t shift = shift_of(theirs, m_theirs);
    add({Taken::ours, change.before, change.before_end(), change.after, change.after_end(), change.before + shift,
         change.before_end() + shift});
  }

  void add_theirs(const diff::LineChange& change, std::span<const diff::LineChange> ours) {
    const std::size_t shift = shift_of(ours, m_ours);
    add({Taken::theirs, change.before, change.before_end(), change.before + shift, change.before_end() + shift,
         change.after, change.after_end()});
  }

  void add_both(const diff::LineChange& ours, const diff::LineChange& theirs) {
    const std::size_t begin = std::min(ours.before, theirs.before);
    const std::size_t end = std::max(ours.before_end(), theirs.before_end());
    add({Taken::conflict, begin, end, begin + shift_before(ours), end + shift_after(ours), begin + shift_before(theirs),
         end + shift_after(theirs)});
  }

  /// How far a side's lines are shifted from the base's before the first of its remaining changes.
  static std::size_t shift_of(std::span<const diff::LineChange> left, const TextSide& side) {
    if (!left.empty()) return shift_before(left.front());
    return side.changes.empty() ? 0 : shift_after(side.changes.back());
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

  /// Takes what both sides changed to the same lines for merged. False if a conflict is left.
  bool settle_same() {
    bool all = true;
    for (Piece& piece : m_pieces) {
      if (piece.taken != Taken::conflict) continue;
      if (are_same(piece)) {
        piece.taken = Taken::same;
      } else {
        all = false;
      }
    }
    return all;
  }

  bool is_same_change(const diff::LineChange& ours, const diff::LineChange& theirs) const {
    return ours.before == theirs.before && ours.before_count == theirs.before_count &&
           std::ranges::equal(our_lines(ours.after, ours.after_end()), their_lines(theirs.after, theirs.after_end()));
  }

  /// Whether both sides have the same lines there, though by different changes. If one has none, git reports a
  /// conflict.
  bool are_same(const Piece& piece) const {
    if (piece.ours == piece.ours_end || piece.theirs == piece.theirs_end) return false;
    return std::ranges::equal(our_lines(piece.ours, piece.ours_end), their_lines(piece.theirs, piece.theirs_end));
  }

  /// Reduces each conflict to the lines in which the sides differ.
  void refine(diff::LineOccurrences& occurrences) {
    std::vector<Piece> refined;
    for (Piece& piece : m_pieces) {
      const std::span<const diff::LineNumber> ours = our_lines(piece.ours, piece.ours_end);
      const std::span<const diff::LineNumber> theirs = their_lines(piece.theirs, piece.theirs_end);
      if (piece.taken != Taken::conflict || ours.empty() || theirs.empty()) {
        refined.push_back(piece);
        continue;
      }
      const std::vector<diff::LineChange> differences = diff::histogram_changes(occurrences, ours, theirs);
      if (differences.empty()) {
        piece.taken = Taken::same;
        refined.push_back(piece);
      }
      for (const diff::LineChange& difference : differences) {
        refined.push_back({Taken::conflict, piece.base, piece.base_end, piece.ours + difference.before,
                           piece.ours + difference.before_end(), piece.theirs + difference.after,
                           piece.theirs + difference.after_end()});
      }
    }
    m_pieces = std::move(refined);
  }

  void join_close_conflicts() {
    std::vector<Piece> joined;
    for (const Piece& piece : m_pieces) {
      const bool is_close = !joined.empty() && joined.back().taken == Taken::conflict &&
                            piece.taken == Taken::conflict && piece.ours - joined.back().ours_end <= k_close;
      if (is_close) {
        joined.back().ours_end = piece.ours_end;
        joined.back().theirs_end = piece.theirs_end;
      } else {
        joined.push_back(piece);
      }
    }
    m_pieces = std::move(joined);
  }

  std::span<const diff::LineNumber> our_lines(std::size_t begin, std::size_t end) const {
    return std::span(m_ours.lines.numbers).subspan(begin, end - begin);
  }
  std::span<const diff::LineNumber> their_lines(std::size_t begin, std::size_t end) const {
    return std::span(m_theirs.lines.numbers).subspan(begin, end - begin);
  }

  std::span<const Piece> pieces(std::size_t begin, std::size_t end) const {
    return std::span(m_pieces).subspan(begin, end - begin);
  }

  MergedPart part_of(const Piece& piece) const {
    MergedPart part;
    part.base = m_base.text(piece.base, piece.base_end);
    part.ours = m_ours.lines.text(piece.ours, piece.ours_end);
    part.theirs = m_theirs.lines.text(piece.theirs, piece.theirs_end);
    return part;
  }

  /// The lines between two conflicts, in which these changes are.
  MergedPart part_between(const Piece& before, const Piece& after, std::span<const Piece> changes) const {
    MergedPart part = part_of(
        {Taken::same, before.base_end, after.base, before.ours_end, after.ours, before.theirs_end, after.theirs});
    part.merged = text(before.ours_end, after.ours, changes);
    return part;
  }

  /// Our lines from `begin` to before `end`, with their changes put in; in a conflict, their lines after ours.
  std::string text(std::size_t begin, std::size_t end, std::span<const Piece> changes) const {
    std::string merged;
    std::size_t room = m_ours.lines.text(begin, end).size();
    for (const Piece& piece : changes) room += m_theirs.lines.text(piece.theirs, piece.theirs_end).size();
    merged.reserve(room);
    std::size_t at = begin;
    for (const Piece& piece : changes) {
      if (piece.taken != Taken::theirs && piece.taken != Taken::conflict) continue;
      merged += m_ours.lines.text(at, piece.ours);
      if (piece.taken == Taken::conflict && piece.ours != piece.ours_end) {
        merged += m_ours.lines.text(piece.ours, piece.ours_end);
        if (merged.back() != '\n') merged += line_end(piece);
      }
      merged += m_theirs.lines.text(piece.theirs, piece.theirs_end);
      at = piece.ours_end;
    }
    merged += m_ours.lines.text(at, end);
    return merged;
  }

  /// How a line ends there: as those before the conflict do in both texts, or as the base's first one.
  std::string_view line_end(const Piece& piece) const {
    const auto before = [](std::size_t line) { return line == 0 ? 0 : line - 1; };
    const std::optional<bool> ends[] = {ends_in_crlf(m_ours.lines, before(piece.ours)),
                                        ends_in_crlf(m_theirs.lines, before(piece.theirs)), ends_in_crlf(m_base, 0)};
    std::optional<bool> last;
    for (const std::optional<bool>& end : ends) {
      if (end == false) return "\n";
      last = end;
    }
    return last ? "\r\n" : "\n";
  }

  /// std::nullopt if the text has no line end at all.
  static std::optional<bool> ends_in_crlf(const diff::NumberedLines& lines, std::size_t line) {
    if (lines.count() == 0) return std::nullopt;
    if (!lines.text(line, line + 1).ends_with('\n')) {
      if (line == 0) return std::nullopt;
      --line;
    }
    return lines.text(line, line + 1).ends_with("\r\n");
  }

  const diff::NumberedLines& m_base;
  const TextSide& m_ours;
  const TextSide& m_theirs;
  std::vector<Piece> m_pieces;
};

}  // namespace

std::optional<std::string> merge_changes(const diff::NumberedLines& base, const TextSide& ours,
                                         const TextSide& theirs) {
  return ChangeMerge(base, ours, theirs).run();
}

std::vector<MergedPart> part_changes(const diff::NumberedLines& base, const TextSide& ours, const TextSide& theirs) {
  return ChangeMerge(base, ours, theirs).run_parts();
}

std::string unite_changes(diff::LineOccurrences& occurrences, const diff::NumberedLines& base, const TextSide& ours,
                          const TextSide& theirs) {
  return ChangeMerge(base, ours, theirs).run_union(occurrences);
}

std::vector<MergePiece> merge_pieces(const diff::NumberedLines& base, const TextSide& ours, const TextSide& theirs) {
  return ChangeMerge(base, ours, theirs).run_pieces();
}

}  // namespace mlxpatch::merge

#include <mlxpatch/merge/drafts/conflict_region.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/diff/histogram_diff.hpp>
#include <mlxpatch/diff/line_table.hpp>
#include <mlxpatch/diff/other_diffs.hpp>
#include <mlxpatch/merge/drafts/conflict_part.hpp>

#include "merge_changes.hpp"

namespace mlxpatch::merge {

namespace {

/// The library joins conflicts with at most this many lines between them, unless it shows the base.
constexpr std::size_t k_close = 3;

/// A conflict as the style merge shows it: where the sides differ.
std::vector<ConflictPart> narrowed(const diff::NumberedLines& ours, const diff::NumberedLines& theirs,
                                   const ConflictPart& whole) {
  if (whole.ours.count() == 0 || whole.theirs.count() == 0) return {{{}, whole.ours, whole.theirs}};
  std::vector<ConflictPart> parts;
  for (const diff::LineChange& change :
       diff::other_changes(ours.text(whole.ours.begin, whole.ours.end),
                           theirs.text(whole.theirs.begin, whole.theirs.end), diff::OtherDiff::myers)) {
    parts.push_back({{},
                     {whole.ours.begin + change.before, whole.ours.begin + change.before_end()},
                     {whole.theirs.begin + change.after, whole.theirs.begin + change.after_end()}});
  }
  return parts;
}

bool are_close(const ConflictPart& part, const ConflictPart& next) {
  return next.ours.begin - part.ours.end <= k_close;
}

void join(ConflictPart& part, const ConflictPart& next) {
  part.base.end = next.base.end;
  part.ours.end = next.ours.end;
  part.theirs.end = next.theirs.end;
}

/// Adds parts to others, joining what is close.
void add_parts(std::vector<ConflictPart>& parts, const std::vector<ConflictPart>& added) {
  for (const ConflictPart& part : added) {
    if (!parts.empty() && are_close(parts.back(), part)) {
      join(parts.back(), part);
    } else {
      parts.push_back(part);
    }
  }
}

std::vector<diff::LineChange> changes_in(const std::vector<diff::LineChange>& changes, const LineRange& base) {
  std::vector<diff::LineChange> in;
  std::ranges::copy_if(changes, std::back_inserter(in), [&](const diff::LineChange& change) {
    return change.before >= base.begin && change.before_end() <= base.end;
  });
  return in;
}

}  // namespace

ConflictedText::ConflictedText(const Bytes& base, const Bytes& ours, const Bytes& theirs)
    : m_base(m_table.number(base)),
      m_ours(m_table.number_like(m_base, ours)),
      m_theirs(m_table.number_like(m_base, theirs)),
      m_our_changes(diff::other_changes(*base, *ours, diff::OtherDiff::myers)),
      m_their_changes(diff::other_changes(*base, *theirs, diff::OtherDiff::myers)) {
  find_regions();
}

void ConflictedText::find_regions() {
  bool follows_conflict = false;
  for (const MergePiece& piece : merge_pieces(m_base, {m_ours, m_our_changes}, {m_theirs, m_their_changes})) {
    if (piece.is_conflict) {
      const std::vector<ConflictPart> narrow = narrowed(m_ours, m_theirs, piece.lines);
      if (!follows_conflict || !are_close(m_regions.back().narrow.back(), narrow.front())) {
        m_regions.push_back({piece.lines, {}, {}});
      }
      join(m_regions.back().lines, piece.lines);
      m_regions.back().whole.push_back(piece.lines);
      add_parts(m_regions.back().narrow, narrow);
    }
    follows_conflict = piece.is_conflict;
  }
}

std::vector<diff::LineChange> ConflictedText::our_changes(const ConflictRegion& region) const {
  return changes_in(m_our_changes, region.lines.base);
}

std::vector<diff::LineChange> ConflictedText::their_changes(const ConflictRegion& region) const {
  return changes_in(m_their_changes, region.lines.base);
}

}  // namespace mlxpatch::merge

#include "replay/patched_text.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/diff/histogram_diff.hpp>
#include <mlxpatch/diff/line_table.hpp>

#include "replay/line_set.hpp"

namespace mlxpatch::queue {

namespace {

/// An anchor is not looked for further away than this.
constexpr std::size_t k_farthest_anchor = 200;

void replace(std::vector<diff::LineNumber>& lines, const PatchedText::Piece& piece) {
  const auto at = lines.begin() + static_cast<std::ptrdiff_t>(piece.begin);
  const std::size_t kept = std::min(piece.end - piece.begin, piece.lines.size());
  std::copy_n(piece.lines.begin(), kept, at);
  const auto rest = at + static_cast<std::ptrdiff_t>(kept);
  if (kept < piece.lines.size()) {
    lines.insert(rest, piece.lines.begin() + static_cast<std::ptrdiff_t>(kept), piece.lines.end());
  } else {
    lines.erase(rest, lines.begin() + static_cast<std::ptrdiff_t>(piece.end));
  }
}

}  // namespace

PatchedText::PatchedText(const Bytes& upstream, const std::vector<Change>& changes) : m_upstream(upstream) {
  m_lines = m_table.number(upstream).numbers;
  m_texts.push_back(upstream);
  for (const Change& change : changes) add_change(m_changes++, change);
  m_counts.resize(m_table.size());
  m_is_edited.resize(m_table.size());
  for (const diff::LineNumber line : m_lines) ++m_counts[line];
  std::vector<diff::LineNumber> text = m_lines;
  for (const Edit& edit : m_edits) {
    for (std::size_t at = edit.piece.begin; at < edit.piece.end; ++at) m_is_edited[text[at]] = true;
    for (const diff::LineNumber line : edit.piece.lines) m_is_edited[line] = true;
    replace(text, edit.piece);
  }
}

std::vector<diff::LineNumber> PatchedText::number(std::string_view text) {
  m_texts.push_back(std::make_shared<const std::string>(text));
  return m_table.number(m_texts.back()).numbers;
}

std::vector<PatchedText::Piece> PatchedText::pieces_of(std::string_view before, std::string_view after) {
  const LineDifference difference = difference_of(before, after);
  const std::vector<diff::LineNumber> old_lines = number(difference.before);
  const std::vector<diff::LineNumber> new_lines = number(difference.after);
  std::vector<Piece> pieces;
  for (const diff::LineChange& change : diff::histogram_changes(m_occurrences, old_lines, new_lines)) {
    const auto first = new_lines.begin() + static_cast<std::ptrdiff_t>(change.after);
    pieces.push_back({difference.begin + change.before,
                      difference.begin + change.before_end(),
                      {first, first + static_cast<std::ptrdiff_t>(change.after_count)}});
  }
  return pieces;
}

void PatchedText::add_change(std::size_t index, const Change& change) {
  std::size_t shift = 0;
  for (Piece& piece : pieces_of(*change.before, *change.after)) {
    Edit edit{index, std::move(piece), 0, 0};
    const std::size_t grows = edit.piece.lines.size() - (edit.piece.end - edit.piece.begin);
    edit.piece.begin += shift;
    edit.piece.end += shift;
    shift += grows;
    std::tie(edit.upstream_begin, edit.upstream_end) = in_upstream(edit.piece.begin, edit.piece.end);
    m_edits.push_back(std::move(edit));
  }
}

/// Between which lines of upstream's text these lines are, which are of the text with all edits so far.
std::pair<std::size_t, std::size_t> PatchedText::in_upstream(std::size_t begin, std::size_t end) const {
  for (std::size_t i = m_edits.size(); i-- > 0;) {
    const Piece& edit = m_edits[i].piece;
    const std::size_t edit_end = edit.begin + edit.lines.size();
    const auto back = [&](std::size_t line, std::size_t inside) {
      if (line <= edit.begin) return line;
      return line < edit_end ? inside : line - edit_end + edit.end;
    };
    // Where the edit deletes lines, its place is all of them.
    const bool is_touched = begin <= edit_end && end >= edit.begin;
    begin = is_touched ? std::min(begin, edit.begin) : back(begin, edit.begin);
    end = is_touched ? std::max(back(end, edit.end), edit.end) : back(end, edit.end);
  }
  return {begin, end};
}

std::optional<PatchedText::Step> PatchedText::far_step_to(const Bytes& text) {
  Step step{text, pieces_of(*m_upstream, *text)};
  m_counts.resize(m_table.size());
  m_is_edited.resize(m_table.size());
  if (!is_far(step)) return std::nullopt;
  return step;
}

bool PatchedText::is_far(const Step& step) const {
  const std::vector<bool> anchors = anchors_for(step);
  std::vector<Zone> places;
  places.reserve(step.pieces.size());
  for (const Piece& piece : step.pieces) places.push_back({piece.begin, piece.end, piece.lines.size()});
  const auto step_zones = zones_around(std::move(places), anchors);
  if (!step_zones) return false;
  const auto is_apart = [&](const Zone& zone) {
    return std::ranges::all_of(*step_zones,
                               [&](const Zone& other) { return zone.end < other.begin || other.end < zone.begin; });
  };
  for (auto edit = m_edits.begin(); edit != m_edits.end();) {
    places.clear();
    const std::size_t change = edit->change;
    for (; edit != m_edits.end() && edit->change == change; ++edit) {
      places.push_back({edit->upstream_begin, edit->upstream_end, 0});
    }
    const auto zones = zones_around(std::move(places), anchors);
    if (!zones || !std::ranges::all_of(*zones, is_apart)) return false;
  }
  return true;
}

std::vector<bool> PatchedText::anchors_for(const Step& step) const {
  std::vector<bool> anchors(m_counts.size());
  for (std::size_t line = 0; line < anchors.size(); ++line) anchors[line] = m_counts[line] == 1 && !m_is_edited[line];
  for (const Piece& piece : step.pieces) {
    for (std::size_t at = piece.begin; at < piece.end; ++at) anchors[m_lines[at]] = false;
    for (const diff::LineNumber line : piece.lines) anchors[line] = false;
  }
  return anchors;
}

bool PatchedText::widen(Zone& zone, const std::vector<bool>& anchors) const {
  for (std::size_t left = k_farthest_anchor; zone.begin > 0 && !anchors[m_lines[zone.begin - 1]]; --zone.begin) {
    if (left-- == 0) return false;
  }
  for (std::size_t left = k_farthest_anchor; zone.end < m_lines.size() && !anchors[m_lines[zone.end]]; ++zone.end) {
    if (left-- == 0) return false;
  }
  return true;
}

/// Zones that are far enough from each other, around all these places; std::nullopt if an anchor is too far away.
std::optional<std::vector<PatchedText::Zone>> PatchedText::zones_around(std::vector<Zone> places,
                                                                        const std::vector<bool>& anchors) const {
  for (Zone& place : places) {
    if (!widen(place, anchors)) return std::nullopt;
  }
  std::ranges::sort(places, {}, &Zone::begin);
  std::vector<Zone> zones;
  for (const Zone& place : places) {
    zones.push_back(place);
    while (zones.size() > 1) {
      const Zone& last = zones.back();
      Zone& previous = zones[zones.size() - 2];
      if (gap_between(previous, last) > std::max(longest(previous), longest(last))) break;
      previous = {previous.begin, std::max(previous.end, last.end), previous.added + last.added};
      zones.pop_back();
    }
  }
  return zones;
}

/// How many lines there are between two zones in each of the texts, at least.
std::size_t PatchedText::gap_between(const Zone& before, const Zone& after) const {
  if (after.begin <= before.end) return 0;
  std::size_t gap = after.begin - before.end;
  for (const Edit& edit : m_edits) {
    const std::size_t begin = std::max(edit.upstream_begin, before.end);
    const std::size_t end = std::min(edit.upstream_end, after.begin);
    if (begin < end) gap -= std::min(gap, end - begin);
  }
  return gap;
}

/// How many lines a zone has in any of the texts, at most.
std::size_t PatchedText::longest(const Zone& zone) const {
  std::size_t lines = zone.end - zone.begin + zone.added;
  for (const Edit& edit : m_edits) {
    if (edit.upstream_begin <= zone.end && zone.begin <= edit.upstream_end) lines += edit.piece.lines.size();
  }
  return lines;
}

std::optional<std::vector<PatchedText::Zone>> PatchedText::zones_of(const std::vector<std::size_t>& changes) const {
  std::vector<Zone> places;
  for (const std::size_t change : changes) {
    for (const Edit& edit : std::ranges::equal_range(m_edits, change, {}, &Edit::change)) {
      places.push_back({edit.upstream_begin, edit.upstream_end, 0});
    }
  }
  return zones_around(std::move(places), m_anchors);
}

const std::optional<std::vector<PatchedText::Zone>>& PatchedText::zones_of(std::size_t change) {
  if (m_anchors.empty()) {
    m_anchors = anchors_for({});
    m_zones.assign(m_changes, std::nullopt);
  }
  std::optional<std::optional<std::vector<Zone>>>& zones = m_zones.at(change);
  if (!zones) zones = zones_of(std::vector{change});
  return *zones;
}

bool PatchedText::is_far_from(std::size_t change, const std::vector<std::size_t>& earlier) {
  const std::optional<std::vector<Zone>>& own = zones_of(change);
  const std::optional<std::vector<Zone>> others = earlier.size() == 1 ? zones_of(earlier.front()) : zones_of(earlier);
  if (!own || !others) return false;
  return std::ranges::all_of(*own, [&](const Zone& zone) {
    return std::ranges::all_of(*others,
                               [&](const Zone& other) { return zone.end < other.begin || other.end < zone.begin; });
  });
}

void PatchedText::take(const Step& step) {
  m_anchors.clear();
  for (const Piece& piece : step.pieces | std::views::reverse) take_piece(piece);
  m_upstream = step.text;
}

void PatchedText::take_piece(const Piece& piece) {
  for (std::size_t at = piece.begin; at < piece.end; ++at) --m_counts[m_lines[at]];
  for (const diff::LineNumber line : piece.lines) ++m_counts[line];
  replace(m_lines, piece);
  // Lines of the text that the next edit finds; what is further down moves by as many lines as upstream's did.
  std::size_t place = piece.begin;
  const std::size_t shift = piece.lines.size() - (piece.end - piece.begin);
  for (Edit& edit : m_edits) {
    if (edit.piece.begin > place) {
      edit.piece.begin += shift;
      edit.piece.end += shift;
      edit.upstream_begin += shift;
      edit.upstream_end += shift;
    } else {
      place += edit.piece.lines.size() - (edit.piece.end - edit.piece.begin);
    }
  }
}

std::vector<std::string> PatchedText::texts() const {
  std::vector<std::string> texts;
  std::vector<diff::LineNumber> lines = m_lines;
  auto edit = m_edits.begin();
  for (std::size_t change = 0; change < m_changes; ++change) {
    for (; edit != m_edits.end() && edit->change == change; ++edit) replace(lines, edit->piece);
    texts.push_back(text_of(lines));
  }
  return texts;
}

std::string PatchedText::text_of(const std::vector<diff::LineNumber>& lines) const {
  std::size_t size = 0;
  for (const diff::LineNumber line : lines) size += m_table.text(line).size();
  std::string text;
  text.reserve(size);
  for (const diff::LineNumber line : lines) text += m_table.text(line);
  return text;
}

}  // namespace mlxpatch::queue

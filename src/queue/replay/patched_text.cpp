#include "replay/patched_text.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/diff/line_table.hpp>

#include "replay/line_set.hpp"

namespace mlxpatch::queue {

namespace {

/// An anchor is not looked for further away than this.
constexpr std::size_t k_farthest_anchor = 200;

void replace(std::vector<diff::LineNumber>& lines, std::size_t begin, std::size_t end,
             const std::vector<diff::LineNumber>& by) {
  const auto at = lines.begin() + static_cast<std::ptrdiff_t>(begin);
  const std::size_t kept = std::min(end - begin, by.size());
  std::copy_n(by.begin(), kept, at);
  const auto rest = at + static_cast<std::ptrdiff_t>(kept);
  if (kept < by.size()) {
    lines.insert(rest, by.begin() + static_cast<std::ptrdiff_t>(kept), by.end());
  } else {
    lines.erase(rest, lines.begin() + static_cast<std::ptrdiff_t>(end));
  }
}

}  // namespace

PatchedText::PatchedText(const Bytes& upstream, const std::vector<Change>& changes) : m_upstream(upstream) {
  m_lines = m_table.number(upstream).numbers;
  m_texts.push_back(upstream);
  for (const Change& change : changes) add_edit(change);
  m_counts.resize(m_table.size());
  m_is_edited.resize(m_table.size());
  for (const diff::LineNumber line : m_lines) ++m_counts[line];
  std::vector<diff::LineNumber> text = m_lines;
  for (const Edit& edit : m_edits) {
    for (std::size_t at = edit.begin; at < edit.end; ++at) m_is_edited[text[at]] = true;
    for (const diff::LineNumber line : edit.lines) m_is_edited[line] = true;
    replace(text, edit.begin, edit.end, edit.lines);
  }
}

std::vector<diff::LineNumber> PatchedText::number(std::string_view text) {
  m_texts.push_back(std::make_shared<const std::string>(text));
  return m_table.number(m_texts.back()).numbers;
}

void PatchedText::add_edit(const Change& change) {
  const LineDifference difference = difference_of(*change.before, *change.after);
  Edit edit{difference.begin, difference.end, number(difference.after), 0, 0};
  std::tie(edit.upstream_begin, edit.upstream_end) = in_upstream(edit.begin, edit.end);
  m_edits.push_back(std::move(edit));
}

/// Between which lines of upstream's text these lines are, which are of the text with all edits so far.
std::pair<std::size_t, std::size_t> PatchedText::in_upstream(std::size_t begin, std::size_t end) const {
  for (std::size_t i = m_edits.size(); i-- > 0;) {
    const Edit& edit = m_edits[i];
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
  const LineDifference difference = difference_of(*m_upstream, *text);
  Step step{text, difference.begin, difference.end, number(difference.after)};
  m_counts.resize(m_table.size());
  m_is_edited.resize(m_table.size());
  if (!is_far(step)) return std::nullopt;
  return step;
}

bool PatchedText::is_anchor(diff::LineNumber line) const { return m_counts[line] == 1 && !m_is_edited[line]; }

bool PatchedText::is_far(const Step& step) const {
  std::vector<bool> in_step(m_counts.size());
  for (std::size_t at = step.begin; at < step.end; ++at) in_step[m_lines[at]] = true;
  for (const diff::LineNumber line : step.lines) in_step[line] = true;
  const std::optional<Zone> zone = zone_of(step.begin, step.end, in_step);
  return zone && std::ranges::all_of(m_edits, [&](const Edit& edit) {
           const std::optional<Zone> other = zone_of(edit.upstream_begin, edit.upstream_end, in_step);
           return other && (zone->end < other->begin || other->end < zone->begin);
         });
}

std::optional<PatchedText::Zone> PatchedText::zone_of(std::size_t begin, std::size_t end,
                                                      const std::vector<bool>& in_step) const {
  const auto is_good = [&](std::size_t at) { return is_anchor(m_lines[at]) && !in_step[m_lines[at]]; };
  Zone zone{begin, end};
  for (; zone.begin > 0 && !is_good(zone.begin - 1); --zone.begin) {
    if (begin - zone.begin == k_farthest_anchor) return std::nullopt;
  }
  for (; zone.end < m_lines.size() && !is_good(zone.end); ++zone.end) {
    if (zone.end - end == k_farthest_anchor) return std::nullopt;
  }
  return zone;
}

void PatchedText::take(const Step& step) {
  for (std::size_t at = step.begin; at < step.end; ++at) --m_counts[m_lines[at]];
  for (const diff::LineNumber line : step.lines) ++m_counts[line];
  replace(m_lines, step.begin, step.end, step.lines);
  m_upstream = step.text;
  // Lines of the text that the next patch finds; what is further down moves by as many lines as upstream's did.
  std::size_t place = step.begin;
  const std::size_t shift = step.lines.size() - (step.end - step.begin);
  for (Edit& edit : m_edits) {
    if (edit.begin > place) {
      edit.begin += shift;
      edit.end += shift;
      edit.upstream_begin += shift;
      edit.upstream_end += shift;
    } else {
      place += edit.lines.size() - (edit.end - edit.begin);
    }
  }
}

std::vector<std::string> PatchedText::texts() const {
  std::vector<std::string> texts;
  std::vector<diff::LineNumber> lines = m_lines;
  for (const Edit& edit : m_edits) {
    replace(lines, edit.begin, edit.end, edit.lines);
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

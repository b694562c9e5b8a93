#include "edit/file_lines.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/diff/histogram_diff.hpp>
#include <mlxpatch/diff/line_table.hpp>
#include <mlxpatch/diff/other_diffs.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/objects/object_store.hpp>

#include "replay/text_change.hpp"

namespace mlxpatch::queue {

namespace {

/// The diff that a person sees and that is in patch files.
std::vector<diff::LineChange> changes_of(const diff::NumberedLines& before, const diff::NumberedLines& after) {
  return diff::other_changes(*before.bytes, *after.bytes, diff::OtherDiff::myers);
}

bool ends_line(const diff::NumberedLines& text, std::size_t line) { return text.text(line, line + 1).ends_with('\n'); }

}  // namespace

FileLines::FileLines(objects::ObjectStore& store, const std::vector<FileStep>& steps, const git::Entry& committed,
                     const git::Entry& changed)
    : m_steps(steps.size()) {
  const auto numbered = [&](const git::Entry& entry) {
    return m_table.number(store.read(entry.oid, git::ObjectType::blob));
  };
  m_bottom = steps.size();
  while (m_bottom > 0 && is_text(store, steps[m_bottom - 1].before)) --m_bottom;
  m_texts.push_back(numbered(m_bottom < steps.size() ? steps[m_bottom].before : committed));
  for (std::size_t step = m_bottom; step < steps.size(); ++step) {
    m_texts.push_back(numbered(steps[step].after));
    m_made.push_back(changes_of(m_texts[m_texts.size() - 2], m_texts.back()));
  }
  m_changed = numbered(changed);
  m_hunks = changes_of(m_texts.back(), m_changed);
}

/// Whether the hunk's lines can be there without being joined to another line.
bool FileLines::fits(const diff::NumberedLines& text, Range range, const diff::LineChange& hunk) const {
  if (hunk.after_count == 0) return true;
  if (range.begin > 0 && !ends_line(text, range.begin - 1)) return false;
  return range.end == text.count() || ends_line(m_changed, hunk.after_end() - 1);
}

FileLines::Meeting FileLines::meet(std::size_t step, Range range, const diff::LineChange& hunk) const {
  Meeting meeting;
  if (step < m_bottom) {  // It made all lines of the text.
    meeting.is_inside = true;
    return meeting;
  }
  const bool only_adds = range.begin == range.end;
  std::size_t shift = 0;  // Wraps around if the lines are further up in the text below.
  for (const diff::LineChange& made : m_made[step - m_bottom]) {
    if (made.after > range.end) break;
    if (made.after_end() < range.begin) {
      shift = made.before_end() - made.after_end();
      continue;
    }
    meeting.is_deletion = only_adds && made.after_count == 0;
    if (meeting.is_deletion || (made.after < range.end && made.after_end() > range.begin)) {
      meeting.is_inside = true;
      return meeting;
    }
    if (made.after_end() == range.begin) {
      meeting.touches_begin = true;
      shift = made.before_end() - made.after_end();
    }
    if (made.after == range.end) meeting.touches_end = true;
  }
  meeting.below = {range.begin + shift, range.end + shift};
  meeting.is_inside = !fits(m_texts[step - m_bottom], meeting.below, hunk);
  return meeting;
}

HunkPlace FileLines::place_of(std::size_t hunk) const {
  const diff::LineChange& change = m_hunks.at(hunk);
  Range range{change.before, change.before_end()};
  std::optional<std::size_t> at_begin;
  std::optional<std::size_t> at_end;
  for (std::size_t step = m_steps; step-- > 0;) {
    const Meeting meeting = meet(step, range, change);
    if (meeting.is_inside && change.before_count > 0) return {HunkPlace::Kind::inside, {step}};
    // Lines that are added inside a step's own are between two of those; what it deleted is nothing beside them.
    const bool is_beside = !meeting.is_deletion || (!at_begin && !at_end);
    if (!at_begin && is_beside && (meeting.touches_begin || meeting.is_inside)) at_begin = step;
    if (!at_end && is_beside && (meeting.touches_end || meeting.is_inside)) at_end = step;
    if (meeting.is_inside) break;
    range = meeting.below;
  }
  if (!at_begin && !at_end) return {};
  if (at_begin && at_end && at_begin != at_end) {
    return {HunkPlace::Kind::between, {std::min(*at_begin, *at_end), std::max(*at_begin, *at_end)}};
  }
  return {HunkPlace::Kind::touching, {at_begin ? *at_begin : *at_end}};
}

FileLines::Range FileLines::range_after(std::size_t step, std::size_t hunk) const {
  const diff::LineChange& change = m_hunks.at(hunk);
  Range range{change.before, change.before_end()};
  for (std::size_t above = m_steps; above-- > step + 1;) range = meet(above, range, change).below;
  return range;
}

std::string FileLines::text_after(std::size_t step, const std::vector<std::size_t>& hunks) const {
  const diff::NumberedLines& text = m_texts.at(step + 1 - m_bottom);
  std::string made;
  std::size_t done = 0;
  for (const std::size_t hunk : hunks) {
    const Range range = range_after(step, hunk);
    made += text.text(done, range.begin);
    made += m_changed.text(m_hunks[hunk].after, m_hunks[hunk].after_end());
    done = range.end;
  }
  return made.append(text.text(done, text.count()));
}

std::string FileLines::changed_without(const std::vector<std::size_t>& hunks) const {
  const diff::NumberedLines& committed = m_texts.back();
  std::string made;
  std::size_t done = 0;
  for (const std::size_t hunk : hunks) {
    made += m_changed.text(done, m_hunks[hunk].after);
    made += committed.text(m_hunks[hunk].before, m_hunks[hunk].before_end());
    done = m_hunks[hunk].after_end();
  }
  return made.append(m_changed.text(done, m_changed.count()));
}

}  // namespace mlxpatch::queue

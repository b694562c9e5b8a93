#include "replay/taken_place.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/diff/histogram_diff.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "replay/line_set.hpp"
#include "replay/text_change.hpp"

namespace mlxpatch::queue {

namespace {

LineSet lines_among(const std::vector<std::string_view>& text, const LineSet& lines) {
  LineSet found;
  for (const std::string_view line : text) {
    if (lines.contains(line)) found.insert(line);
  }
  return found;
}

}  // namespace

TakenPlace::TakenPlace(objects::ObjectStore& store, const std::vector<objects::PathChange>& changes) : m_store(store) {
  for (const objects::PathChange& change : changes) {
    File& file = m_files[change.path];
    file.is_text = changes_text(store, change);
    if (!file.is_text) continue;
    file.before = text_of(store, change.before);
    file.after = text_of(store, change.after);
    const TextChange text(file.before, file.after);
    for (const diff::LineChange& run : text.changes()) file.runs.push_back({run.after, run.after_end()});
    file.lines = lines_only_in(*file.before, *file.after);
    file.lines.merge(lines_only_in(*file.after, *file.before));
    std::erase_if(file.lines, [](std::string_view line) { return !is_telling(line); });
  }
}

bool TakenPlace::is_met_by(const std::vector<objects::PathChange>& step) {
  bool is_any_met = false;
  for (const objects::PathChange& change : step) {
    const auto found = m_files.find(change.path);
    if (found == m_files.end()) continue;
    File& file = found->second;
    const bool is_of_lines = git::is_regular(change.before.mode) && change.before.mode == change.after.mode;
    file.is_text = file.is_text && is_of_lines;
    const bool is_met_here =
        !file.is_text || is_met(file, *text_of(m_store, change.before), *text_of(m_store, change.after));
    is_any_met = is_any_met || is_met_here;
  }
  return is_any_met;
}

bool TakenPlace::is_met(File& file, std::string_view before, std::string_view after) {
  const LineDifference difference = difference_of(before, after);
  const bool has_lines =
      lines_among(split_lines(difference.before), file.lines) != lines_among(split_lines(difference.after), file.lines);
  const bool may_be_there = std::ranges::any_of(
      file.runs, [&](const Run& run) { return run.begin <= difference.end && difference.begin <= run.end; });
  bool is_there = false;
  if (may_be_there) {
    // Between two changes far apart there is much that none of them changes.
    const auto text = [](std::string_view bytes) { return std::make_shared<const std::string>(bytes); };
    const TextChange changed(text(difference.before), text(difference.after));
    for (const diff::LineChange& change : changed.changes()) {
      const std::size_t begin = difference.begin + change.after;
      is_there = follow(file.runs, {begin, begin + change.before_count}, change.after_count) || is_there;
    }
  } else {
    follow(file.runs, {difference.begin, difference.end}, split_lines(difference.after).size());
  }
  return has_lines || is_there;
}

bool TakenPlace::follow(std::vector<Run>& runs, const Run& replaced, std::size_t lines) {
  bool is_met = false;
  const std::size_t shift = lines - (replaced.end - replaced.begin);
  for (Run& run : runs) {
    if (run.end < replaced.begin) continue;
    const bool is_behind = replaced.end < run.begin;
    if (!is_behind) {
      is_met = true;
      run.begin = std::min(run.begin, replaced.begin);
      run.end = std::max(run.end, replaced.end);
    } else {
      run.begin += shift;
    }
    run.end += shift;
  }
  return is_met;
}

}  // namespace mlxpatch::queue

#include "replay/change_lines.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "replay/line_set.hpp"
#include "replay/text_change.hpp"

namespace mlxpatch::queue {

namespace {

/// Which of these lines a text has.
LineSet lines_among(std::string_view text, const LineSet& lines) {
  LineSet found;
  for (const std::string_view line : split_lines(text)) {
    if (lines.contains(line)) found.insert(line);
  }
  return found;
}

}  // namespace

ChangeLines::ChangeLines(objects::ObjectStore& store, const std::vector<objects::PathChange>& changes)
    : m_store(store) {
  for (const objects::PathChange& change : changes) {
    Lines lines{text_of(store, change.before), text_of(store, change.after), {}};
    lines.lines = lines_only_in(*lines.before, *lines.after);
    lines.lines.merge(lines_only_in(*lines.after, *lines.before));
    std::erase_if(lines.lines, [](std::string_view line) { return !is_telling(line); });
    m_files.emplace(change.path, std::move(lines));
  }
}

bool ChangeLines::are_touched_by(const std::vector<objects::PathChange>& other) const {
  return std::ranges::any_of(other, [&](const objects::PathChange& change) {
    const auto file = m_files.find(change.path);
    if (file == m_files.end()) return false;
    if (!git::is_regular(change.before.mode) || change.before.mode != change.after.mode) return true;
    const LineSet& lines = file->second.lines;
    const Bytes before = text_of(m_store, change.before);
    const Bytes after = text_of(m_store, change.after);
    const Middles middles = middles_of(*before, *after, 0);
    return lines_among(middles.before, lines) != lines_among(middles.after, lines);
  });
}

}  // namespace mlxpatch::queue

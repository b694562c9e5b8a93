#include "replay/moved_deletion.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "replay/line_set.hpp"
#include "replay/text_change.hpp"

namespace mlxpatch::queue {

namespace {

std::string marker(char letter, const std::string& label) {
  return std::string(7, letter) + (label.empty() ? "" : " " + label) + "\n";
}

/// Our text with each run of these lines between conflict markers, the patch's side of which is empty.
std::string marked_up(std::string_view ours, const LineSet& deleted, const merge::MergeOptions& options) {
  std::string marked;
  bool is_open = false;
  const auto close = [&](std::string_view run_end) {
    if (!run_end.ends_with('\n')) marked += '\n';
    marked += marker('=', "") + marker('>', options.theirs_label);
    is_open = false;
  };
  std::string_view last;
  for (const std::string_view line : split_lines(ours)) {
    const bool is_deleted = deleted.contains(line);
    if (is_deleted && !is_open) marked += marker('<', options.ours_label);
    if (!is_deleted && is_open) close(last);
    is_open = is_deleted;
    marked += line;
    last = line;
  }
  if (is_open) close(last);
  return marked;
}

}  // namespace

std::vector<std::string> deleted_lines_left(objects::ObjectStore& store, const objects::PathChange& change,
                                            const git::Entry& ours) {
  if (ours == change.after || !git::is_regular(ours.mode) || !changes_text(store, change)) return {};
  const Bytes before = text_of(store, change.before);
  const Bytes after = text_of(store, change.after);
  const LineSet deleted = lines_only_in(*before, *after);
  std::vector<std::string> left;
  if (deleted.empty()) return left;
  const Bytes text = text_of(store, ours);
  for (const std::string_view line : split_lines(*text)) {
    if (is_telling(line) && deleted.contains(line)) left.emplace_back(line);
  }
  return left;
}

bool changes_nothing(const merge::PathMerge& merge, const objects::OverlayTree& ours) {
  return std::ranges::all_of(merge.edits, [&](const auto& edit) { return ours.file(edit.first) == edit.second; });
}

void report_moved_deletions(objects::ObjectStore& store, const std::vector<objects::PathChange>& changes,
                            const objects::OverlayTree& ours, const merge::MergeOptions& options,
                            merge::PathMerge& merge) {
  if (!merge.clean() || !changes_nothing(merge, ours)) return;
  for (const objects::PathChange& change : changes) {
    const std::string& path = path_in_ours(change.path, merge);
    const git::Entry entry = ours.file(path);
    const std::vector<std::string> left = deleted_lines_left(store, change, entry);
    if (left.empty()) continue;
    const LineSet deleted(left.begin(), left.end());
    std::string text = marked_up(*text_of(store, entry), deleted, options);
    const git::Entry result{entry.mode, store.put(git::ObjectType::blob, std::move(text), entry.oid)};
    merge.edits.insert_or_assign(path, result);
    merge.conflicts.push_back({merge::ConflictKind::content, path, change.before, entry, change.after, result,
                               "upstream moved lines that the patch deletes"});
  }
}

const std::string& path_in_ours(const std::string& path, const merge::PathMerge& merge) {
  const auto rename =
      std::ranges::find_if(merge.renames, [&](const merge::FollowedRename& followed) { return followed.from == path; });
  return rename == merge.renames.end() ? path : rename->to;
}

}  // namespace mlxpatch::queue

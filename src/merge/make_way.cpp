#include "make_way.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/path.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>

#include "merge_draft.hpp"

namespace mlxpatch::merge {

namespace {

/// The side whose file makes way.
enum class Side { ours, theirs };

/// Whether files remain below a path once the edits are made.
bool is_directory(const MergeDraft& draft, const std::string& path) {
  const std::string prefix = path + "/";
  bool removes_some = false;
  for (auto edit = draft.edits().lower_bound(prefix); edit != draft.edits().end() && edit->first.starts_with(prefix);
       ++edit) {
    if (edit->second.exists()) return true;
    removes_some = true;
  }
  if (!draft.ours().is_directory(path)) return false;
  bool has_file = !removes_some;
  if (removes_some) {
    draft.ours().for_each_file(path, [&](const std::string& file, const git::Entry&) {
      has_file = has_file || !draft.edits().contains(file);
    });
  }
  return has_file;
}

std::string free_name(const MergeDraft& draft, const std::string& path, std::string label) {
  // No file system takes a longer name; the last bytes are for a number.
  constexpr std::size_t k_longest_name = 240;
  const std::size_t length = base_name_of(path).size() + 1;
  label.resize(cut_utf8(label, length < k_longest_name ? k_longest_name - length : 0).size());
  std::ranges::replace(label, '/', '_');
  const auto is_taken = [&](const std::string& name) {
    return draft.edits().contains(name) || draft.ours().file(name).exists() || draft.ours().is_directory(name);
  };
  std::string name = path + "~" + label;
  for (int i = 0; is_taken(name); ++i) name = fmt::format("{}~{}_{}", path, label, i);
  return name;
}

MergeConflict file_directory_conflict(const std::string& path, const std::string& aside, const git::Entry& file,
                                      Side side) {
  if (side == Side::ours) {
    return {ConflictKind::file_directory,
            aside,
            {},
            file,
            {},
            file,
            fmt::format("{} is a file on one side and a folder on the other", path)};
  }
  return {ConflictKind::file_directory,
          aside,
          {},
          {},
          file,
          file,
          fmt::format("{} is a folder on one side and a file on the other", path)};
}

/// Moves the file at `path`, if there is one. A file that has a conflict keeps it.
void move_file_aside(MergeDraft& draft, const std::string& path, Side side) {
  const auto edited = draft.edits().find(path);
  const git::Entry file = edited != draft.edits().end() ? edited->second : draft.ours().file(path);
  if (!file.exists()) return;
  const MergeOptions& options = draft.options();
  const std::string aside = free_name(draft, path, side == Side::ours ? options.ours_label : options.theirs_label);
  draft.remove(path);
  draft.put(aside, file);
  if (draft.move_conflicts(path, aside, fmt::format("; {} is a folder on the other side", path))) return;
  draft.add_conflict(file_directory_conflict(path, aside, file, side));
}

}  // namespace

void make_way_for_directories(MergeDraft& draft) {
  std::vector<std::string> added;
  for (const auto& [path, entry] : draft.edits()) {
    if (entry.exists()) added.push_back(path);
  }
  for (const std::string& path : added) {
    for_each_directory_of(path, [&](const std::string& directory) { move_file_aside(draft, directory, Side::ours); });
    if (is_directory(draft, path)) move_file_aside(draft, path, Side::theirs);
  }
}

}  // namespace mlxpatch::merge

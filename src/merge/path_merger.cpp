#include "path_merger.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/base/path.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "equal_files.hpp"
#include "folder_moves.hpp"
#include "folder_votes.hpp"
#include "merge_driver.hpp"
#include "merge_entry.hpp"
#include "renames.hpp"

namespace mlxpatch::merge {

namespace {

/// Changes the targets of renames whose files go on to another folder.
void send_on(std::map<std::string, std::string>& renames, const std::map<std::string, std::string>& targets) {
  for (auto& [from, to] : renames) {
    if (const auto next = targets.find(to); next != targets.end()) to = next->second;
  }
}

}  // namespace

PathMerger::PathMerger(const MergeTools& tools, const MergeOptions& options, const objects::OverlayTree& ours,
                       const std::vector<objects::PathChange>& theirs)
    : m_tools(tools), m_options(options), m_ours(ours), m_theirs(theirs) {}

PathMerge PathMerger::run() {
  if (m_tools.store.is_partial()) fetch_contents();
  find_renames();
  settle_renames();
  for (const objects::PathChange& change : m_theirs) {
    if (!m_settled.contains(change.path)) settle(change);
  }
  move_colliding_files_aside();
  return std::move(m_result);
}

/// In a partial clone: what will be merged by content, in one go.
void PathMerger::fetch_contents() const {
  std::vector<git::Oid> wanted;
  for (const objects::PathChange& change : m_theirs) {
    const git::Entry entry = m_ours.file(change.path);
    if (entry == change.before || entry == change.after) continue;
    for (const git::Entry& side : {change.before, entry, change.after}) {
      if (git::is_regular(side.mode)) wanted.push_back(side.oid);
    }
  }
  m_tools.store.fetch_missing(wanted);
}

/// Whether it matters where a file went: one side no longer has it, and the other changed it.
bool PathMerger::is_affected(const objects::PathChange& change) const {
  if (!change.before.exists()) return false;
  const git::Entry entry = ours().file(change.path);
  return entry != change.before && !(entry.exists() && change.after.exists());
}

void PathMerger::find_renames() {
  MissedFiles gone_in_ours;
  MissedFiles gone_in_theirs;
  bool only_edits = true;
  for (const objects::PathChange& change : m_theirs) {
    only_edits = only_edits && change.before.exists() && change.after.exists();
    if (!is_affected(change)) continue;
    const bool is_ours = m_ours.file(change.path).exists();
    const bool is_theirs = change.after.exists();
    if (!is_ours) (is_theirs ? gone_in_ours.edited : gone_in_ours.deleted).insert(change.path);
    if (!is_theirs) (is_ours ? gone_in_theirs.edited : gone_in_theirs.deleted).insert(change.path);
  }
  if (only_edits && gone_in_ours.empty()) return;
  const MergeTrees trees(m_tools.store, m_tools.our_renames.before_tree(), m_ours, m_theirs);
  FolderVotes our_votes = trees.ask_ours();
  FolderVotes their_votes = trees.ask_theirs();
  if (!gone_in_ours.empty() || !our_votes.empty()) {
    m_our_targets = m_tools.our_renames.find(gone_in_ours, our_votes);
    // A path that the patch found there is no new one.
    std::set<std::string> found;
    for (const objects::PathChange& change : m_theirs) {
      if (!m_our_targets.empty() && change.before.exists()) found.insert(change.path);
    }
    std::erase_if(m_our_targets, [&](const auto& rename) { return found.contains(rename.second); });
  }
  if (!gone_in_theirs.empty() || !their_votes.empty()) {
    m_their_targets = RenameFinder(m_tools.store, m_tools.scores, m_theirs).find(gone_in_theirs, their_votes);
  }
  if (m_options.directory_renames == DirectoryRenames::ignore) return;
  follow_moved_folders(trees, our_votes.outcome(), their_votes.outcome());
}

void PathMerger::follow_moved_folders(const MergeTrees& trees, MovedFolders ours, MovedFolders theirs) {
  tell_split_folders(ours, "upstream");
  tell_split_folders(theirs, "the patch");
  drop_common_folders(ours, theirs);
  std::map<std::string, git::Entry> their_additions;
  for (const objects::PathChange& change : m_theirs) {
    if (!change.before.exists()) their_additions.emplace(change.path, change.after);
  }
  const std::set<std::string> wanted_by_us = paths_in_moved_folders(trees.our_additions(), theirs);
  const std::set<std::string> wanted_by_them = paths_in_moved_folders(their_additions, ours);
  const Targets their_places = free_targets(their_additions, ours, theirs, wanted_by_us, trees.theirs());
  const Targets our_places = free_targets(trees.our_additions(), theirs, ours, wanted_by_them, trees.ours());
  move_their_additions(their_places);
  move_our_additions(our_places);
}

void PathMerger::tell_split_folders(const MovedFolders& moved, std::string_view whose) {
  for (const auto& [folder, target] : moved) {
    if (target) continue;
    conflict({ConflictKind::file_location,
              folder,
              {},
              {},
              {},
              {},
              fmt::format("{} moved its files to several folders, to none of them most", whose)});
  }
}

PathMerger::Targets PathMerger::free_targets(const std::map<std::string, git::Entry>& additions,
                                             const MovedFolders& moved, const MovedFolders& own_moved,
                                             const std::set<std::string>& wanted, const objects::OverlayTree& side) {
  Targets targets;
  std::map<std::string, std::string> taken;
  if (moved.empty()) return targets;
  for (const auto& [path, entry] : additions) {
    const std::optional<std::string> target = path_in_moved_folder(path, moved, own_moved);
    if (!target || wanted.contains(path)) continue;
    const auto [other, is_free] = taken.emplace(*target, path);
    if (is_free && !side.file(*target).exists() && !side.is_directory(*target)) {
      targets.emplace(path, *target);
      continue;
    }
    targets.erase(other->second);
    conflict({ConflictKind::file_location,
              path,
              {},
              {},
              entry,
              entry,
              fmt::format("its folder was moved, but {} stands in the way", *target)});
  }
  return targets;
}

void PathMerger::tell_new_place(const std::string& path, const MergeConflict& conflicting) {
  m_result.renames.push_back({path, conflicting.path});
  if (m_options.directory_renames == DirectoryRenames::conflict) conflict(conflicting);
}

void PathMerger::move_their_additions(const Targets& targets) {
  for (objects::PathChange& change : m_theirs) {
    const auto target = targets.find(change.path);
    if (change.before.exists() || target == targets.end()) continue;
    tell_new_place(change.path,
                   {ConflictKind::file_location,
                    target->second,
                    {},
                    {},
                    change.after,
                    change.after,
                    fmt::format("the patch adds it as {}, in a folder that upstream moved away", change.path)});
    change.path = target->second;
  }
  if (!targets.empty()) join_changes_of_one_path();
  send_on(m_their_targets, targets);
}

/// What the patch deletes and then has there again from elsewhere is one change.
void PathMerger::join_changes_of_one_path() {
  std::map<std::string, objects::PathChange*> deletions;
  for (objects::PathChange& change : m_theirs) {
    if (!change.after.exists()) deletions.emplace(change.path, &change);
  }
  std::set<const objects::PathChange*> joined;
  for (const objects::PathChange& change : m_theirs) {
    const auto deletion = deletions.find(change.path);
    if (change.before.exists() || deletion == deletions.end()) continue;
    deletion->second->after = change.after;
    joined.insert(&change);
  }
  std::vector<objects::PathChange> kept;
  for (objects::PathChange& change : m_theirs) {
    if (!joined.contains(&change) && change.before != change.after) kept.push_back(std::move(change));
  }
  m_theirs = std::move(kept);
}

void PathMerger::move_our_additions(const Targets& targets) {
  for (const auto& [path, target] : targets) {
    if (!m_moved_ours) m_moved_ours = m_ours;
    const git::Entry entry = m_ours.file(path);
    m_moved_ours->put(path, {});
    m_moved_ours->put(target, entry);
    put(path, {});
    put(target, entry);
    tell_new_place(path, {ConflictKind::file_location,
                          target,
                          {},
                          entry,
                          {},
                          entry,
                          fmt::format("upstream adds it as {}, in a folder that the patch moves away", path)});
  }
  send_on(m_our_targets, targets);
}

void PathMerger::settle(const objects::PathChange& change) {
  const git::Entry entry = ours().file(change.path);
  if (entry == change.after) return;
  if (entry == change.before) {
    put(change.path, change.after);
  } else {
    merge_at(change.path, {change.before, entry, change.after});
  }
}

/// All three versions of one file, wherever it stands now.
void PathMerger::merge_at(const std::string& path, const EntryVersions& versions) {
  const EntryMerge merged = merge_versions(path, versions);
  put(path, merged.result);
  if (merged.conflict) conflict_at(path, *merged.conflict, versions, merged);
}

void PathMerger::conflict_at(const std::string& path, ConflictKind kind, const EntryVersions& versions,
                             const EntryMerge& merged) {
  conflict({kind, path, versions.base, versions.ours, versions.theirs, merged.result, merged.detail});
}

EntryMerge PathMerger::merge_versions(const std::string& path, const EntryVersions& versions) {
  const auto& [base, our_entry, theirs] = versions;
  if (our_entry == theirs || theirs == base) return {our_entry};
  if (our_entry == base) return {theirs};
  const bool is_text = git::is_regular(our_entry.mode) && git::is_regular(theirs.mode);
  const MergeDriver driver = is_text ? m_tools.drivers.of(ours(), path) : MergeDriver{};
  EntryMerge merged = m_tools.entries.merge(versions, driver, m_options);
  if (merged.by_other_diff) m_result.by_other_diff.push_back(path);
  return merged;
}

/// A path can't be a file and a folder: the file goes aside under a name that says whose it is.
void PathMerger::move_colliding_files_aside() {
  std::vector<std::string> added;
  for (const auto& [path, entry] : m_result.edits) {
    if (entry.exists()) added.push_back(path);
  }
  for (const std::string& path : added) {
    for_each_directory_of(path, [&](const std::string& folder) { move_our_file_aside(folder); });
    if (is_folder(path)) move_their_file_aside(path);
  }
}

void PathMerger::move_our_file_aside(const std::string& path) {
  const auto edited = m_result.edits.find(path);
  const git::Entry file = edited != m_result.edits.end() ? edited->second : ours().file(path);
  if (!file.exists()) return;
  const std::string aside = free_name(path, m_options.ours_label);
  put(path, {});
  put(aside, file);
  if (move_conflict(path, aside)) return;
  conflict({ConflictKind::file_directory,
            aside,
            {},
            file,
            {},
            file,
            fmt::format("{} is a file on one side and a folder on the other", path)});
}

void PathMerger::move_their_file_aside(const std::string& path) {
  const git::Entry file = m_result.edits.at(path);
  const std::string aside = free_name(path, m_options.theirs_label);
  // What our side has there is in that file already.
  if (ours().file(path).exists()) {
    put(path, {});
  } else {
    m_result.edits.erase(path);
  }
  put(aside, file);
  if (move_conflict(path, aside)) return;
  conflict({ConflictKind::file_directory,
            aside,
            {},
            {},
            file,
            file,
            fmt::format("{} is a folder on one side and a file on the other", path)});
}

/// A file that goes aside and has a conflict keeps it. Whether there is one.
bool PathMerger::move_conflict(const std::string& from, const std::string& to) {
  bool is_known = false;
  for (MergeConflict& known : m_result.conflicts) {
    if (known.path != from) continue;
    known.path = to;
    known.detail += fmt::format("; {} is a folder on the other side", from);
    is_known = true;
  }
  return is_known;
}

/// Whether files remain below a path once the edits are made.
bool PathMerger::is_folder(const std::string& path) const {
  const std::string prefix = path + "/";
  bool deletes_some = false;
  for (auto edit = m_result.edits.lower_bound(prefix); edit != m_result.edits.end() && edit->first.starts_with(prefix);
       ++edit) {
    if (edit->second.exists()) return true;
    deletes_some = true;
  }
  if (!ours().is_directory(path)) return false;
  bool has_file = !deletes_some;
  if (deletes_some) {
    ours().for_each_file(path, [&](const std::string& file, const git::Entry&) {
      has_file = has_file || !m_result.edits.contains(file);
    });
  }
  return has_file;
}

std::string PathMerger::free_name(const std::string& path, std::string label) const {
  // No file system takes a longer name; the last bytes are for a number.
  constexpr std::size_t k_longest_name = 240;
  const std::size_t length = base_name_of(path).size() + 1;
  label.resize(cut_utf8(label, length < k_longest_name ? k_longest_name - length : 0).size());
  std::replace(label.begin(), label.end(), '/', '_');
  std::string name = path + "~" + label;
  for (int i = 0; m_result.edits.contains(name) || ours().file(name).exists() || ours().is_directory(name); ++i) {
    name = fmt::format("{}~{}_{}", path, label, i);
  }
  return name;
}

}  // namespace mlxpatch::merge

#include "path_merger.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "directory_moves.hpp"
#include "directory_votes.hpp"
#include "equal_files.hpp"
#include "make_way.hpp"
#include "merge_draft.hpp"
#include "rename_settler.hpp"
#include "renames.hpp"
#include "shared_renames.hpp"

namespace mlxpatch::merge {

namespace {

/// Changes the targets of renames whose files go on to another directory.
void send_on(RenameTargets& renames, const RenameTargets& targets) {
  for (auto& [from, to] : renames) {
    if (const auto next = targets.find(to); next != targets.end()) to = next->second;
  }
}

std::map<std::string, git::Entry> additions_of(const std::vector<objects::PathChange>& changes) {
  std::map<std::string, git::Entry> additions;
  for (const objects::PathChange& change : changes) {
    if (!change.before.exists()) additions.emplace(change.path, change.after);
  }
  return additions;
}

}  // namespace

PathMerger::PathMerger(const MergeTools& tools, const MergeOptions& options, const objects::OverlayTree& ours,
                       const std::vector<objects::PathChange>& theirs)
    : m_tools(tools), m_options(options), m_ours(ours), m_theirs(theirs), m_draft(tools, options, ours) {}

PathMerge PathMerger::run() {
  if (m_tools.store.is_partial()) fetch_contents();
  find_renames();
  const std::set<std::string> settled = RenameSettler(m_draft, m_theirs, m_our_targets, m_their_targets).run();
  for (const objects::PathChange& change : m_theirs) {
    if (!settled.contains(change.path)) settle(change);
  }
  make_way_for_directories(m_draft);
  return m_draft.take();
}

/// In a partial clone: fetches what will be merged by content, all at once.
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

void PathMerger::find_renames() {
  const Removals removed = find_removals();
  if (only_edits() && removed.by_us.empty()) return;
  const MergeTrees trees(m_tools.store, m_tools.our_renames.before_tree(), m_ours, m_theirs);
  DirectoryVotes our_votes = trees.votes_for_ours();
  DirectoryVotes their_votes = trees.votes_for_theirs();
  if (!removed.by_us.empty() || !our_votes.empty()) find_our_targets(removed.by_us, our_votes);
  if (!removed.by_them.empty() || !their_votes.empty()) {
    m_their_targets = RenameFinder(m_tools.store, m_tools.scores, m_theirs).find(removed.by_them, their_votes);
  }
  if (m_options.directory_renames == DirectoryRenames::ignore) return;
  follow_moved_directories(trees, our_votes.outcome(), their_votes.outcome());
}

bool PathMerger::only_edits() const {
  return std::ranges::all_of(
      m_theirs, [](const objects::PathChange& change) { return change.before.exists() && change.after.exists(); });
}

PathMerger::Removals PathMerger::find_removals() const {
  Removals removed;
  for (const objects::PathChange& change : m_theirs) {
    if (!is_affected(m_ours, change)) continue;
    const bool is_ours = m_ours.file(change.path).exists();
    const bool is_theirs = change.after.exists();
    if (!is_ours) (is_theirs ? removed.by_us.edited : removed.by_us.deleted).insert(change.path);
    if (!is_theirs) (is_ours ? removed.by_them.edited : removed.by_them.deleted).insert(change.path);
  }
  return removed;
}

void PathMerger::find_our_targets(const MissedFiles& removed, DirectoryVotes& votes) {
  m_our_targets = m_tools.our_renames.find(removed, votes);
  if (m_our_targets.empty()) return;
  // A path that the patch's base has is not new.
  std::set<std::string> in_base;
  for (const objects::PathChange& change : m_theirs) {
    if (change.before.exists()) in_base.insert(change.path);
  }
  std::erase_if(m_our_targets, [&](const auto& rename) { return in_base.contains(rename.second); });
}

void PathMerger::follow_moved_directories(const MergeTrees& trees, const MovedDirectories& ours,
                                          const MovedDirectories& theirs) {
  report_split_directories(ours, m_options.our_side);
  report_split_directories(theirs, m_options.their_side);
  const std::map<std::string, git::Entry> their_files = additions_of(m_theirs);
  const Additions their_additions{their_files, trees.theirs(), ours, theirs, false};
  const Additions our_additions{trees.our_additions(), trees.ours(), theirs, ours, true};
  const std::set<std::string> wanted_by_us = paths_in_moved_directories(our_additions.files, theirs);
  const std::set<std::string> wanted_by_them = paths_in_moved_directories(their_files, ours);
  const RenameTargets their_targets = free_targets(their_additions, wanted_by_us);
  const RenameTargets our_targets = free_targets(our_additions, wanted_by_them);
  move_their_additions(their_targets);
  move_our_additions(our_targets);
}

void PathMerger::report_split_directories(const MovedDirectories& moved, std::string_view whose) {
  for (const auto& [directory, target] : moved) {
    if (target) continue;
    m_draft.add_conflict({ConflictKind::file_location,
                          directory,
                          {},
                          {},
                          {},
                          {},
                          fmt::format("{} moved its files to several folders, to none of them most", whose)});
  }
}

RenameTargets PathMerger::free_targets(const Additions& additions, const std::set<std::string>& wanted) {
  RenameTargets targets;
  std::map<std::string, std::string> taken;
  if (additions.moved.empty()) return targets;
  for (const auto& [path, entry] : additions.files) {
    const std::optional<std::string> target = path_in_moved_directory(path, additions.moved, additions.own_moved);
    if (!target || wanted.contains(path)) continue;
    const auto [other, is_free] = taken.emplace(*target, path);
    if (is_free && !additions.tree.file(*target).exists() && !additions.tree.is_directory(*target)) {
      targets.emplace(path, *target);
      continue;
    }
    targets.erase(other->second);
    m_draft.add_conflict({ConflictKind::file_location,
                          path,
                          {},
                          additions.are_ours ? entry : git::Entry{},
                          additions.are_ours ? git::Entry{} : entry,
                          entry,
                          fmt::format("its folder was moved, but {} stands in the way", *target)});
  }
  return targets;
}

void PathMerger::report_new_path(const std::string& path, const MergeConflict& conflict) {
  m_draft.add_rename(path, conflict.path);
  if (m_options.directory_renames == DirectoryRenames::conflict) m_draft.add_conflict(conflict);
}

void PathMerger::move_their_additions(const RenameTargets& targets) {
  for (objects::PathChange& change : m_theirs) {
    const auto target = targets.find(change.path);
    if (change.before.exists() || target == targets.end()) continue;
    report_new_path(change.path, {ConflictKind::file_location,
                                  target->second,
                                  {},
                                  {},
                                  change.after,
                                  change.after,
                                  fmt::format("{} adds it as {}, in a folder that {} moved away", m_options.their_side,
                                              change.path, m_options.our_side)});
    change.path = target->second;
  }
  if (!targets.empty()) join_changes_of_one_path();
  send_on(m_their_targets, targets);
}

/// What the patch deletes at a path and moves there from elsewhere is one change.
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

void PathMerger::move_our_additions(const RenameTargets& targets) {
  for (const auto& [path, target] : targets) {
    const git::Entry entry = m_draft.move_ours(path, target);
    report_new_path(path, {ConflictKind::file_location,
                           target,
                           {},
                           entry,
                           {},
                           entry,
                           fmt::format("{} adds it as {}, in a folder that {} moves away", m_options.our_side, path,
                                       m_options.their_side)});
  }
  send_on(m_our_targets, targets);
}

void PathMerger::settle(const objects::PathChange& change) {
  const git::Entry entry = m_draft.ours().file(change.path);
  if (entry == change.after) return;
  if (entry == change.before) {
    m_draft.put(change.path, change.after);
  } else {
    m_draft.merge_at(change.path, {change.before, entry, change.after});
  }
}

}  // namespace mlxpatch::merge

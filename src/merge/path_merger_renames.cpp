#include <utility>

#include <fmt/format.h>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "merge_entry.hpp"
#include "path_merger.hpp"
#include "renames.hpp"

namespace mlxpatch::merge {

namespace {

std::string target_of(const std::map<std::string, std::string>& targets, const std::string& path) {
  const auto found = targets.find(path);
  return found == targets.end() ? std::string() : found->second;
}

bool is_other_type(const git::Entry& a, const git::Entry& b) {
  return git::is_regular(a.mode) != git::is_regular(b.mode);
}

ConflictKind type_conflict(const git::Entry& entry) {
  return entry.mode == git::Mode::submodule ? ConflictKind::submodule : ConflictKind::symlink;
}

}  // namespace

/// Files that one side or both moved: their other side's change follows them.
void PathMerger::settle_renames() {
  for (const objects::PathChange& change : m_theirs) {
    if (is_affected(change)) settle_renamed(change);
  }
  for (const auto& [path, meeting] : m_meetings) settle_meeting(path, meeting);
}

git::Entry PathMerger::their_entry(const std::string& path) {
  if (m_their_entries.empty()) {
    for (const objects::PathChange& change : m_theirs) m_their_entries.emplace(change.path, change.after);
  }
  const auto entry = m_their_entries.find(path);
  return entry == m_their_entries.end() ? git::Entry{} : entry->second;
}

void PathMerger::settle_renamed(const objects::PathChange& change) {
  const std::string our_target = target_of(m_our_targets, change.path);
  const std::string their_target = target_of(m_their_targets, change.path);
  const git::Entry our_moved = our_target.empty() ? git::Entry{} : ours().file(our_target);
  const git::Entry their_moved = their_target.empty() ? git::Entry{} : their_entry(their_target);
  m_settled.insert(change.path);
  if (their_moved.exists()) m_settled.insert(their_target);
  if (our_moved.exists() && their_moved.exists()) {
    settle_both_moved(change, our_target, their_target);
  } else if (our_moved.exists()) {
    settle_moved(change, our_target, {true, "upstream renamed", "the patch deletes", "the patch makes"});
  } else if (their_moved.exists()) {
    settle_moved(change, their_target, {false, "the patch renames", "upstream deleted", "upstream made"});
  } else {
    settle_not_moved(change);
  }
}

void PathMerger::settle_moved(const objects::PathChange& change, const std::string& target, const Mover& mover) {
  const git::Entry moved = mover.is_ours ? ours().file(target) : their_entry(target);
  const git::Entry stayed = mover.is_ours ? change.after : ours().file(change.path);
  const git::Entry added = mover.is_ours ? their_entry(target) : ours().file(target);
  const auto versions = [&](const git::Entry& base, const git::Entry& other) {
    return mover.is_ours ? EntryVersions{base, moved, other} : EntryVersions{base, other, moved};
  };
  const std::string renamed = fmt::format("{} {} to it", mover.renames, change.path);
  const auto meet = [&](EntryMerge merged, std::string detail) {
    merged.detail = std::move(detail);
    Meeting& meeting = meeting_at(target);
    (mover.is_ours ? meeting.ours : meeting.theirs) = std::move(merged);
  };
  if (added.exists()) m_settled.insert(target);
  if (!stayed.exists()) {
    if (added == change.before) return merge_moved(target, versions(change.before, added));
    if (added.exists()) {
      return meet({moved, ConflictKind::rename_delete}, fmt::format("{}, which {}", renamed, mover.deletes));
    }
    if (!mover.is_ours) put(target, moved);
    return conflict_at(target, ConflictKind::rename_delete, versions(change.before, {}),
                       {moved, {}, fmt::format("{}, {} it", renamed, mover.deletes)});
  }
  if (!is_other_type(stayed, moved)) {
    if (mover.is_ours) m_result.renames.push_back({change.path, target});
    if (!mover.is_ours) put(change.path, {});
    if (!added.exists()) return merge_moved(target, versions(change.before, stayed));
    return meet(merge_versions(target, versions(change.before, stayed)), renamed);
  }
  if (mover.is_ours) put(change.path, stayed);
  if (resemble(change.before, added)) return merge_moved(target, versions(change.before, added));
  const EntryMerge there = merge_versions(target, versions({}, added));
  put(target, there.result);
  conflict_at(target, type_conflict(stayed), versions(change.before, added),
              {there.result, {}, fmt::format("{}, {} that something else than a file", renamed, mover.makes)});
}

/// Whether a file may have become another one, which is no rename only since there is something else in its old place.
bool PathMerger::resemble(const git::Entry& before, const git::Entry& after) const {
  return git::is_same_type(before.mode, after.mode) && are_alike(m_tools.store, m_tools.scores, before, after);
}

/// A file that was moved. Where another move has brought one already, a person decides.
void PathMerger::merge_moved(const std::string& path, const EntryVersions& versions) {
  if (m_reached.insert(path).second) return merge_at(path, versions);
  const EntryMerge there{m_result.edits.at(path), {}, "another file was moved to it"};
  settle_meeting(path, {there, merge_versions(path, versions)});
}

/// Where one side moved a file to a place at which the other has one that it did not have before.
PathMerger::Meeting& PathMerger::meeting_at(const std::string& path) {
  const auto [meeting, is_new] = m_meetings.try_emplace(path);
  if (is_new) {
    meeting->second.ours = {ours().file(path), {}, "upstream added a file of that name"};
    meeting->second.theirs = {their_entry(path), {}, "the patch adds a file of that name"};
  }
  return meeting->second;
}

/// The two become one file if they are alike.
void PathMerger::settle_meeting(const std::string& path, const Meeting& meeting) {
  const auto& [our_side, their_side] = meeting;
  const EntryMerge merged = merge_versions(path, {{}, our_side.result, their_side.result});
  put(path, merged.result);
  const bool is_deleted =
      our_side.conflict == ConflictKind::rename_delete || their_side.conflict == ConflictKind::rename_delete;
  const bool is_clean = !our_side.conflict && !their_side.conflict && !merged.conflict && !m_reached.contains(path);
  if (is_clean) return;
  conflict_at(path, is_deleted ? ConflictKind::rename_delete : merged.conflict.value_or(ConflictKind::add_add),
              {{}, our_side.result, their_side.result},
              {merged.result, {}, fmt::format("{}, {}", our_side.detail, their_side.detail)});
}

void PathMerger::settle_both_moved(const objects::PathChange& change, const std::string& our_target,
                                   const std::string& their_target) {
  const git::Entry our_moved = ours().file(our_target);
  const git::Entry their_moved = their_entry(their_target);
  if (our_target == their_target) return merge_moved(our_target, {change.before, our_moved, their_moved});
  // A side that has the file in two places has it where the other one moved it, too.
  const git::Entry ours_there = ours().file(their_target);
  if (ours_there == our_moved) return merge_moved(their_target, {change.before, our_moved, their_moved});
  if (their_entry(our_target) == their_moved) {
    m_settled.insert(our_target);
    merge_moved(their_target, {{}, ours_there, their_moved});
    return merge_moved(our_target, {change.before, our_moved, their_moved});
  }
  const EntryMerge there = merge_versions(their_target, {{}, ours_there, their_moved});
  put(their_target, there.result);
  conflict_at(their_target, ConflictKind::rename_rename,
              {change.before, ours_there.exists() ? ours_there : our_moved, their_moved},
              {there.result,
               {},
               fmt::format("the patch renames {} to it, upstream renamed it to {}", change.path, our_target)});
}

/// One side deleted the file.
void PathMerger::settle_not_moved(const objects::PathChange& change) {
  const git::Entry entry = ours().file(change.path);
  if (entry.exists()) {
    conflict({ConflictKind::modify_delete,
              change.path,
              change.before,
              entry,
              {},
              entry,
              "the patch deletes it, upstream changed it"});
  } else if (change.after.exists()) {
    put(change.path, change.after);
    conflict({ConflictKind::modify_delete,
              change.path,
              change.before,
              {},
              change.after,
              change.after,
              "upstream deleted it, the patch changes it"});
  }
}

}  // namespace mlxpatch::merge

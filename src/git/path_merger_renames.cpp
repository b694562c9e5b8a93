#include <algorithm>

#include <fmt/format.h>

#include <mlxpatch/git/text.hpp>

#include "path_merger.hpp"

namespace mlxpatch::git {

namespace {

std::string target_of(const std::map<std::string, std::string>& targets, const std::string& path) {
  const auto found = targets.find(path);
  return found == targets.end() ? std::string() : found->second;
}

bool is_other_type(const Entry& a, const Entry& b) { return is_regular(a.mode) != is_regular(b.mode); }

ConflictKind type_conflict(const Entry& entry) {
  return entry.mode == Mode::submodule ? ConflictKind::submodule : ConflictKind::symlink;
}

}  // namespace

/// Files that one side or both moved: their other side's change follows them.
void PathMerger::settle_renames() {
  for (const PathChange& change : m_theirs) m_their_entries.emplace(change.path, change.after);
  for (const PathChange& change : m_theirs) {
    if (is_affected(change)) settle_renamed(change);
  }
  for (const auto& [path, meeting] : m_meetings) settle_meeting(path, meeting);
}

Entry PathMerger::their_entry(const std::string& path) const {
  const auto entry = m_their_entries.find(path);
  return entry == m_their_entries.end() ? Entry{} : entry->second;
}

void PathMerger::settle_renamed(const PathChange& change) {
  const std::string our_target = target_of(m_our_targets, change.path);
  const std::string their_target = target_of(m_their_targets, change.path);
  const Entry our_moved = our_target.empty() ? Entry{} : ours().file(our_target);
  const Entry their_moved = their_target.empty() ? Entry{} : their_entry(their_target);
  m_settled.insert(change.path);
  if (their_moved.exists()) m_settled.insert(their_target);
  if (our_moved.exists() && their_moved.exists()) {
    settle_both_moved(change, our_target, their_target);
  } else if (our_moved.exists()) {
    settle_moved_by_us(change, our_target);
  } else if (their_moved.exists()) {
    settle_moved_by_them(change, their_target);
  } else {
    settle_not_moved(change);
  }
}

void PathMerger::settle_moved_by_us(const PathChange& change, const std::string& target) {
  const Entry moved = ours().file(target);
  const Entry added = their_entry(target);
  if (added.exists()) m_settled.insert(target);
  if (!change.after.exists()) {
    if (added == change.before) return merge_moved(target, {change.before, moved, added});
    if (added.exists()) {
      Meeting& meeting = meeting_at(target);
      meeting.ours = {moved, ConflictKind::rename_delete,
                      fmt::format("upstream renamed {} to it, which the patch deletes", change.path)};
      return;
    }
    conflict({ConflictKind::rename_delete,
              target,
              change.before,
              moved,
              {},
              moved,
              fmt::format("upstream renamed {} to it, the patch deletes it", change.path)});
    return;
  }
  if (!is_other_type(moved, change.after)) {
    m_result.renames.push_back({change.path, target});
    if (!added.exists()) return merge_moved(target, {change.before, moved, change.after});
    Meeting& meeting = meeting_at(target);
    meeting.ours = merge_versions(target, {change.before, moved, change.after});
    meeting.ours.detail = fmt::format("upstream renamed {} to it", change.path);
    return;
  }
  put(change.path, change.after);
  if (resemble(change.before, added)) return merge_moved(target, {change.before, moved, added});
  const EntryMerge there = merge_versions(target, {{}, moved, added});
  put(target, there.result);
  conflict({type_conflict(change.after), target, change.before, moved, added, there.result,
            fmt::format("upstream renamed {} to it, the patch makes that something else than a file", change.path)});
}

void PathMerger::settle_moved_by_them(const PathChange& change, const std::string& target) {
  const Entry moved = their_entry(target);
  const Entry entry = ours().file(change.path);
  const Entry added = ours().file(target);
  if (!entry.exists()) {
    if (added == change.before) return merge_moved(target, {change.before, added, moved});
    if (added.exists()) {
      Meeting& meeting = meeting_at(target);
      meeting.theirs = {moved, ConflictKind::rename_delete,
                        fmt::format("the patch renames {} to it, which upstream deleted", change.path)};
      return;
    }
    put(target, moved);
    conflict({ConflictKind::rename_delete,
              target,
              change.before,
              {},
              moved,
              moved,
              fmt::format("the patch renames {} to it, upstream deleted it", change.path)});
    return;
  }
  if (!is_other_type(entry, moved)) {
    put(change.path, {});
    if (!added.exists()) return merge_moved(target, {change.before, entry, moved});
    Meeting& meeting = meeting_at(target);
    meeting.theirs = merge_versions(target, {change.before, entry, moved});
    meeting.theirs.detail = fmt::format("the patch renames {} to it", change.path);
    return;
  }
  if (resemble(change.before, added)) return merge_moved(target, {change.before, added, moved});
  const EntryMerge there = merge_versions(target, {{}, added, moved});
  put(target, there.result);
  conflict({type_conflict(entry), target, change.before, added, moved, there.result,
            fmt::format("the patch renames {} to it, upstream made that something else than a file", change.path)});
}

/// Whether a file may have become another one, which is no rename only since there is something else in its old place.
bool PathMerger::resemble(const Entry& before, const Entry& after) const {
  if (!is_same_type(before.mode, after.mode)) return false;
  if (before.oid == after.oid || !is_regular(before.mode)) return before.oid == after.oid;
  return similarity(*m_tools.store.read(before.oid, ObjectType::blob),
                    *m_tools.store.read(after.oid, ObjectType::blob)) >= 50;
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
  conflict({is_deleted ? ConflictKind::rename_delete : merged.conflict.value_or(ConflictKind::add_add),
            path,
            {},
            our_side.result,
            their_side.result,
            merged.result,
            fmt::format("{}, {}", our_side.detail, their_side.detail)});
}

void PathMerger::settle_both_moved(const PathChange& change, const std::string& our_target,
                                   const std::string& their_target) {
  const Entry our_moved = ours().file(our_target);
  const Entry their_moved = their_entry(their_target);
  if (our_target == their_target) return merge_moved(our_target, {change.before, our_moved, their_moved});
  // A side that has the file in two places has it where the other one moved it, too.
  const Entry ours_there = ours().file(their_target);
  if (ours_there == our_moved) return merge_moved(their_target, {change.before, our_moved, their_moved});
  if (their_entry(our_target) == their_moved) {
    m_settled.insert(our_target);
    merge_moved(their_target, {{}, ours_there, their_moved});
    return merge_moved(our_target, {change.before, our_moved, their_moved});
  }
  const EntryMerge there = merge_versions(their_target, {{}, ours_there, their_moved});
  put(their_target, there.result);
  conflict({ConflictKind::rename_rename, their_target, change.before, ours_there.exists() ? ours_there : our_moved,
            their_moved, there.result,
            fmt::format("the patch renames {} to it, upstream renamed it to {}", change.path, our_target)});
}

/// One side deleted the file.
void PathMerger::settle_not_moved(const PathChange& change) {
  const Entry entry = ours().file(change.path);
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

}  // namespace mlxpatch::git

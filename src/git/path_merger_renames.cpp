#include <algorithm>

#include <fmt/format.h>

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
  for (const PathChange& change : m_theirs) {
    if (is_affected(change)) settle_renamed(change);
  }
}

Entry PathMerger::their_entry(const std::string& path) const {
  const auto change =
      std::find_if(m_theirs.begin(), m_theirs.end(), [&](const PathChange& one) { return one.path == path; });
  return change == m_theirs.end() ? Entry{} : change->after;
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
    if (added == change.before) return merge_at(target, change.before, moved, added);
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
    if (!added.exists()) return merge_at(target, change.before, moved, change.after);
    const EntryMerge merged = merge_versions(target, {change.before, moved, change.after});
    merge_colliding(target, merged, EntryMerge{added},
                    fmt::format("upstream renamed {} to it, the patch adds a file of that name", change.path));
    return;
  }
  put(change.path, change.after);
  if (is_same_type(moved.mode, added.mode)) return merge_at(target, change.before, moved, added);
  conflict({type_conflict(change.after),
            target,
            change.before,
            moved,
            {},
            moved,
            fmt::format("upstream renamed {} to it, the patch makes that something else than a file", change.path)});
}

void PathMerger::settle_moved_by_them(const PathChange& change, const std::string& target) {
  const Entry moved = their_entry(target);
  const Entry entry = ours().file(change.path);
  const Entry added = ours().file(target);
  if (!entry.exists()) {
    if (added == change.before) return merge_at(target, change.before, added, moved);
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
    if (!added.exists()) return merge_at(target, change.before, entry, moved);
    const EntryMerge merged = merge_versions(target, {change.before, entry, moved});
    merge_colliding(target, EntryMerge{added}, merged,
                    fmt::format("the patch renames {} to it, upstream added a file of that name", change.path));
    return;
  }
  if (is_same_type(added.mode, moved.mode)) return merge_at(target, change.before, added, moved);
  put(target, moved);
  conflict({type_conflict(entry),
            target,
            change.before,
            {},
            moved,
            moved,
            fmt::format("the patch renames {} to it, upstream made that something else than a file", change.path)});
}

/// One side moved a file to where the other has added one: what the move gives, and what was added.
void PathMerger::merge_colliding(const std::string& path, const EntryMerge& our_side, const EntryMerge& their_side,
                                 const std::string& detail) {
  const EntryMerge merged = merge_versions(path, {{}, our_side.result, their_side.result});
  put(path, merged.result);
  if (!our_side.conflict && !their_side.conflict && !merged.conflict) return;
  conflict({merged.conflict.value_or(ConflictKind::add_add),
            path,
            {},
            our_side.result,
            their_side.result,
            merged.result,
            detail});
}

void PathMerger::settle_both_moved(const PathChange& change, const std::string& our_target,
                                   const std::string& their_target) {
  const Entry our_moved = ours().file(our_target);
  const Entry their_moved = their_entry(their_target);
  // A side that has the file in two places has it where the other one moved it, too.
  const Entry ours_there = ours().file(their_target);
  if (ours_there == our_moved) return merge_at(their_target, change.before, our_moved, their_moved);
  if (their_entry(our_target) == their_moved) {
    m_settled.insert(our_target);
    merge_at(their_target, {}, ours_there, their_moved);
    return merge_at(our_target, change.before, our_moved, their_moved);
  }
  put(their_target, their_moved);
  conflict({ConflictKind::rename_rename, their_target, change.before, our_moved, their_moved, their_moved,
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

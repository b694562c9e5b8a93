#include "rename_settler.hpp"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "merge_draft.hpp"
#include "merge_entry.hpp"
#include "similar_files.hpp"

namespace mlxpatch::merge {

namespace {

std::string target_of(const RenameTargets& targets, const std::string& path) {
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

struct RenameSettler::Rename {
  const objects::PathChange& change;
  const std::string& target;
  bool is_ours = false;
  git::Entry moved{};   ///< what the side that renamed has at the new path
  git::Entry stayed{};  ///< what the other side has at the old path
  git::Entry added{};   ///< what the other side has at the new path

  EntryVersions versions(const git::Entry& base, const git::Entry& other) const {
    return is_ours ? EntryVersions{base, moved, other} : EntryVersions{base, other, moved};
  }
  /// For a person: what the one side did, and what the other one did to the file.
  std::string in_words(const MergeOptions& options) const {
    return is_ours ? fmt::format("{} renamed {} to it", options.our_side, change.path)
                   : fmt::format("{} renames {} to it", options.their_side, change.path);
  }
  std::string deleted(const MergeOptions& options) const {
    return is_ours ? options.their_side + " deletes" : options.our_side + " deleted";
  }
  std::string made(const MergeOptions& options) const {
    return is_ours ? options.their_side + " makes" : options.our_side + " made";
  }
};

bool is_affected(const objects::OverlayTree& ours, const objects::PathChange& change) {
  if (!change.before.exists()) return false;
  const git::Entry entry = ours.file(change.path);
  return entry != change.before && !(entry.exists() && change.after.exists());
}

RenameSettler::RenameSettler(MergeDraft& draft, const std::vector<objects::PathChange>& theirs,
                             const RenameTargets& our_targets, const RenameTargets& their_targets)
    : m_draft(draft), m_theirs(theirs), m_our_targets(our_targets), m_their_targets(their_targets) {
  if (our_targets.empty() && their_targets.empty()) return;
  for (const objects::PathChange& change : theirs) m_their_entries.emplace(change.path, change.after);
}

std::set<std::string> RenameSettler::run() {
  for (const objects::PathChange& change : m_theirs) {
    if (is_affected(m_draft.ours(), change)) settle(change);
  }
  for (const auto& [path, collision] : m_collisions) settle_collision(path, collision);
  return std::move(m_settled);
}

git::Entry RenameSettler::their_entry(const std::string& path) const {
  const auto entry = m_their_entries.find(path);
  return entry == m_their_entries.end() ? git::Entry{} : entry->second;
}

void RenameSettler::settle(const objects::PathChange& change) {
  const std::string our_target = target_of(m_our_targets, change.path);
  const std::string their_target = target_of(m_their_targets, change.path);
  const objects::OverlayTree& ours = m_draft.ours();
  const git::Entry our_moved = our_target.empty() ? git::Entry{} : ours.file(our_target);
  const git::Entry their_moved = their_target.empty() ? git::Entry{} : their_entry(their_target);
  m_settled.insert(change.path);
  if (their_moved.exists()) m_settled.insert(their_target);
  if (our_moved.exists() && their_moved.exists()) {
    settle_renamed_by_both(change, our_target, their_target);
  } else if (our_moved.exists()) {
    settle_renamed_by_one({change, our_target, true, our_moved, change.after, their_entry(our_target)});
  } else if (their_moved.exists()) {
    settle_renamed_by_one({change, their_target, false, their_moved, ours.file(change.path), ours.file(their_target)});
  } else {
    settle_not_renamed(change);
  }
}

/// One side deleted the file, the other one changed it.
void RenameSettler::settle_not_renamed(const objects::PathChange& change) {
  const git::Entry entry = m_draft.ours().file(change.path);
  if (entry.exists()) {
    m_draft.add_conflict(
        {ConflictKind::modify_delete,
         change.path,
         change.before,
         entry,
         {},
         entry,
         fmt::format("{} deletes it, {} changed it", m_draft.options().their_side, m_draft.options().our_side)});
  } else if (change.after.exists()) {
    m_draft.put(change.path, change.after);
    m_draft.add_conflict(
        {ConflictKind::modify_delete,
         change.path,
         change.before,
         {},
         change.after,
         change.after,
         fmt::format("{} deleted it, {} changes it", m_draft.options().our_side, m_draft.options().their_side)});
  }
}

void RenameSettler::settle_renamed_by_one(const Rename& rename) {
  if (rename.added.exists()) m_settled.insert(rename.target);
  if (!rename.stayed.exists()) {
    settle_renamed_and_deleted(rename);
  } else if (is_other_type(rename.stayed, rename.moved)) {
    settle_renamed_and_retyped(rename);
  } else {
    settle_renamed_and_edited(rename);
  }
}

void RenameSettler::settle_renamed_and_deleted(const Rename& rename) {
  const git::Entry& base = rename.change.before;
  if (rename.added == base) return merge_moved(rename.target, rename.versions(base, rename.added));
  if (rename.added.exists()) {
    return collide(rename, {rename.moved, ConflictKind::rename_delete},
                   fmt::format("{}, which {}", rename.in_words(m_draft.options()), rename.deleted(m_draft.options())));
  }
  if (!rename.is_ours) m_draft.put(rename.target, rename.moved);
  m_draft.add_conflict(
      rename.target, ConflictKind::rename_delete, rename.versions(base, {}),
      {rename.moved,
       {},
       fmt::format("{}, {} it", rename.in_words(m_draft.options()), rename.deleted(m_draft.options()))});
}

void RenameSettler::settle_renamed_and_edited(const Rename& rename) {
  const EntryVersions versions = rename.versions(rename.change.before, rename.stayed);
  if (rename.is_ours) {
    m_draft.add_rename(rename.change.path, rename.target);
  } else {
    m_draft.put(rename.change.path, {});
  }
  if (!rename.added.exists()) return merge_moved(rename.target, versions);
  collide(rename, m_draft.merge_versions(rename.target, versions), rename.in_words(m_draft.options()));
}

/// The other side has something else than a file at the old path. If it has the file at the new path, too, that is no
/// rename only because the old path is not free, and the two are merged as one file.
void RenameSettler::settle_renamed_and_retyped(const Rename& rename) {
  const git::Entry& base = rename.change.before;
  if (rename.is_ours) m_draft.put(rename.change.path, rename.stayed);
  if (are_alike(base, rename.added)) return merge_moved(rename.target, rename.versions(base, rename.added));
  const EntryMerge there = m_draft.merge_versions(rename.target, rename.versions({}, rename.added));
  m_draft.put(rename.target, there.result);
  m_draft.add_conflict(rename.target, type_conflict(rename.stayed), rename.versions(base, rename.added),
                       {there.result,
                        {},
                        fmt::format("{}, {} that something else than a file", rename.in_words(m_draft.options()),
                                    rename.made(m_draft.options()))});
}

void RenameSettler::settle_renamed_by_both(const objects::PathChange& change, const std::string& our_target,
                                           const std::string& their_target) {
  const git::Entry our_moved = m_draft.ours().file(our_target);
  const git::Entry their_moved = their_entry(their_target);
  if (our_target == their_target) return merge_moved(our_target, {change.before, our_moved, their_moved});
  // A side that has the file at two paths also has it where the other side moved it.
  const git::Entry ours_there = m_draft.ours().file(their_target);
  if (ours_there == our_moved) return merge_moved(their_target, {change.before, our_moved, their_moved});
  if (their_entry(our_target) == their_moved) {
    m_settled.insert(our_target);
    merge_moved(their_target, {{}, ours_there, their_moved});
    return merge_moved(our_target, {change.before, our_moved, their_moved});
  }
  const EntryMerge there = m_draft.merge_versions(their_target, {{}, ours_there, their_moved});
  m_draft.put(their_target, there.result);
  m_draft.add_conflict(their_target, ConflictKind::rename_rename,
                       {change.before, ours_there.exists() ? ours_there : our_moved, their_moved},
                       {there.result,
                        {},
                        fmt::format("{} renames {} to it, {} renamed it to {}", m_draft.options().their_side,
                                    change.path, m_draft.options().our_side, our_target)});
}

/// Merges a file at its new path. If another file was moved there before, a person decides.
void RenameSettler::merge_moved(const std::string& path, const EntryVersions& versions) {
  if (m_reached.insert(path).second) return m_draft.merge_at(path, versions);
  const EntryMerge there{m_draft.edits().at(path), {}, "another file was moved to it"};
  settle_collision(path, {there, m_draft.merge_versions(path, versions)});
}

/// Two renames, one by each side, can come together in one collision: it is settled when all are known.
void RenameSettler::collide(const Rename& rename, EntryMerge merged, std::string detail) {
  merged.detail = std::move(detail);
  const auto [place, is_new] = m_collisions.try_emplace(rename.target);
  Collision& collision = place->second;
  if (is_new) {
    collision.ours = {
        m_draft.ours().file(rename.target), {}, m_draft.options().our_side + " added a file of that name"};
    collision.theirs = {their_entry(rename.target), {}, m_draft.options().their_side + " adds a file of that name"};
  }
  (rename.is_ours ? collision.ours : collision.theirs) = std::move(merged);
}

/// The two become one file if they are alike.
void RenameSettler::settle_collision(const std::string& path, const Collision& collision) {
  const auto& [our_side, their_side] = collision;
  const EntryVersions versions{{}, our_side.result, their_side.result};
  const EntryMerge merged = m_draft.merge_versions(path, versions);
  m_draft.put(path, merged.result);
  const bool is_clean = !our_side.conflict && !their_side.conflict && !merged.conflict && !m_reached.contains(path);
  if (is_clean) return;
  const bool is_deleted =
      our_side.conflict == ConflictKind::rename_delete || their_side.conflict == ConflictKind::rename_delete;
  m_draft.add_conflict(path, is_deleted ? ConflictKind::rename_delete : merged.conflict.value_or(ConflictKind::add_add),
                       versions, {merged.result, {}, fmt::format("{}, {}", our_side.detail, their_side.detail)});
}

bool RenameSettler::are_alike(const git::Entry& before, const git::Entry& after) const {
  const MergeTools& tools = m_draft.tools();
  return git::is_same_type(before.mode, after.mode) && merge::are_alike(tools.store, tools.scores, before, after);
}

}  // namespace mlxpatch::merge

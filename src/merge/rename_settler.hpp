#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "merge_draft.hpp"
#include "merge_entry.hpp"

namespace mlxpatch::merge {

/// New paths by old ones.
using RenameTargets = std::map<std::string, std::string>;

/// Whether it matters where a file went: one side no longer has it, and the other one changed it.
bool is_affected(const objects::OverlayTree& ours, const objects::PathChange& change);

/// Settles the files that one side, or both, removed or renamed: the other side's change follows a rename, and where
/// files come together at one path they become one if they are alike. To be run once; the arguments must outlive it.
class RenameSettler {
 public:
  /// `our_targets`: where our side moved files that the patch changes; `their_targets`: the other way round.
  RenameSettler(MergeDraft& draft, const std::vector<objects::PathChange>& theirs, const RenameTargets& our_targets,
                const RenameTargets& their_targets);

  /// Returns the paths of `theirs` that are settled by it.
  std::set<std::string> run();

 private:
  /// A file that one side alone renamed.
  struct Rename;
  /// Two files at one path: one side moved a file there, the other one added one or moved another one there.
  struct Collision {
    EntryMerge ours;
    EntryMerge theirs;
  };

  void settle(const objects::PathChange& change);
  void settle_not_renamed(const objects::PathChange& change);
  void settle_renamed_by_one(const Rename& rename);
  void settle_renamed_and_deleted(const Rename& rename);
  void settle_renamed_and_edited(const Rename& rename);
  void settle_renamed_and_retyped(const Rename& rename);
  void settle_renamed_by_both(const objects::PathChange& change, const std::string& our_target,
                              const std::string& their_target);

  void merge_moved(const std::string& path, const EntryVersions& versions);
  void collide(const Rename& rename, EntryMerge merged, std::string detail);
  void settle_collision(const std::string& path, const Collision& collision);

  git::Entry their_entry(const std::string& path) const;
  bool are_alike(const git::Entry& before, const git::Entry& after) const;

  MergeDraft& m_draft;
  const std::vector<objects::PathChange>& m_theirs;
  const RenameTargets& m_our_targets;
  const RenameTargets& m_their_targets;
  std::map<std::string, git::Entry> m_their_entries;  ///< what the patch makes of its paths
  std::set<std::string> m_settled;
  std::set<std::string> m_reached;  ///< paths to which files were moved
  std::map<std::string, Collision> m_collisions;
};

}  // namespace mlxpatch::merge

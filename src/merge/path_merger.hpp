#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "directory_moves.hpp"
#include "equal_files.hpp"
#include "merge_draft.hpp"
#include "rename_settler.hpp"

namespace mlxpatch::merge {

/// One merge: settles path after path into edits of our tree. To be run once; the arguments must outlive it.
class PathMerger {
 public:
  PathMerger(const MergeTools& tools, const MergeOptions& options, const objects::OverlayTree& ours,
             const std::vector<objects::PathChange>& theirs);

  PathMerge run();

 private:
  /// What one side adds to directories that the other side moved.
  struct Additions {
    const std::map<std::string, git::Entry>& files;
    const objects::OverlayTree& tree;   ///< the side's
    const MovedDirectories& moved;      ///< by the other side
    const MovedDirectories& own_moved;  ///< by the side itself
    bool are_ours = false;
  };
  /// The files that one side removed and of which it matters where they went, for each side.
  struct Removals {
    MissedFiles by_us;
    MissedFiles by_them;
  };

  void fetch_contents() const;

  void find_renames();
  Removals find_removals() const;
  void find_our_targets(const MissedFiles& removed, DirectoryVotes& votes);
  bool only_edits() const;

  void follow_moved_directories(const MergeTrees& trees, const MovedDirectories& ours, const MovedDirectories& theirs);
  void report_split_directories(const MovedDirectories& moved, std::string_view whose);
  /// Where the additions go. Those for which two compete, or where their side already has something, are reported and
  /// left out; one also stays if the other side's addition would go to its path (`wanted`).
  RenameTargets free_targets(const Additions& additions, const std::set<std::string>& wanted);
  void move_their_additions(const RenameTargets& targets);
  void move_our_additions(const RenameTargets& targets);
  void join_changes_of_one_path();
  void report_new_path(const std::string& path, const MergeConflict& conflict);

  void settle(const objects::PathChange& change);

  const MergeTools& m_tools;
  const MergeOptions& m_options;
  const objects::OverlayTree& m_ours;
  std::vector<objects::PathChange> m_theirs;
  RenameTargets m_our_targets;    ///< where our side moved files that the patch changes
  RenameTargets m_their_targets;  ///< where the patch moved files that our side changed
  MergeDraft m_draft;
};

}  // namespace mlxpatch::merge

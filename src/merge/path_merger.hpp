#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "folder_moves.hpp"
#include "merge_driver.hpp"
#include "merge_entry.hpp"
#include "renames.hpp"

namespace mlxpatch::merge {

/// What a merge works with and keeps for the next one.
struct MergeTools {
  objects::ObjectStore& store;
  EntryMerger& entries;
  MergeDrivers& drivers;
  SimilarityScores& scores;
  RenameFinder& our_renames;
};

/// One merge: settles path after path into edits of our tree. To be run once; the arguments must outlive it.
class PathMerger {
 public:
  PathMerger(const MergeTools& tools, const MergeOptions& options, const objects::OverlayTree& ours,
             const std::vector<objects::PathChange>& theirs);

  PathMerge run();

 private:
  using Targets = std::map<std::string, std::string>;
  /// Two files at one place, each with what its side did to it.
  struct Meeting {
    EntryMerge ours;
    EntryMerge theirs;
  };
  /// The side that moved a file; how a person is told of that, and of what the other side did to the file.
  struct Mover {
    bool is_ours = false;
    std::string_view renames;
    std::string_view deletes;
    std::string_view makes;
  };

  const objects::OverlayTree& ours() const { return m_moved_ours ? *m_moved_ours : m_ours; }
  void fetch_contents() const;
  bool is_affected(const objects::PathChange& change) const;
  void find_renames();
  void follow_moved_folders(const MergeTrees& trees, MovedFolders ours, MovedFolders theirs);
  void tell_split_folders(const MovedFolders& moved, std::string_view whose);
  void move_their_additions(const Targets& targets);
  void move_our_additions(const Targets& targets);
  void join_changes_of_one_path();
  void tell_new_place(const std::string& path, const MergeConflict& conflict);
  /// Where additions go; paths for which two compete, or where their side has something already, are told and left out.
  /// One stays, too, where the other side's would go (`wanted`).
  Targets free_targets(const std::map<std::string, git::Entry>& additions, const MovedFolders& moved,
                       const MovedFolders& own_moved, const std::set<std::string>& wanted,
                       const objects::OverlayTree& side);

  void settle_renames();
  void settle_renamed(const objects::PathChange& change);
  void settle_both_moved(const objects::PathChange& change, const std::string& our_target,
                         const std::string& their_target);
  void settle_moved(const objects::PathChange& change, const std::string& target, const Mover& mover);
  Meeting& meeting_at(const std::string& path);
  void settle_meeting(const std::string& path, const Meeting& meeting);
  bool resemble(const git::Entry& before, const git::Entry& after) const;
  void merge_moved(const std::string& path, const EntryVersions& versions);
  void settle_not_moved(const objects::PathChange& change);
  git::Entry their_entry(const std::string& path);
  void settle(const objects::PathChange& change);
  EntryMerge merge_versions(const std::string& path, const EntryVersions& versions);
  void merge_at(const std::string& path, const EntryVersions& versions);

  void move_colliding_files_aside();
  void move_our_file_aside(const std::string& path);
  void move_their_file_aside(const std::string& path);
  bool move_conflict(const std::string& from, const std::string& to);
  bool is_folder(const std::string& path) const;
  std::string free_name(const std::string& path, std::string label) const;

  void put(const std::string& path, const git::Entry& entry) { m_result.edits.insert_or_assign(path, entry); }
  /// Tells of `merged`'s result and detail.
  void conflict_at(const std::string& path, ConflictKind kind, const EntryVersions& versions, const EntryMerge& merged);
  void conflict(MergeConflict conflict) { m_result.conflicts.push_back(std::move(conflict)); }

  const MergeTools& m_tools;
  const MergeOptions& m_options;
  const objects::OverlayTree& m_ours;
  std::optional<objects::OverlayTree> m_moved_ours;  ///< with our additions in the patch's moved folders
  std::vector<objects::PathChange> m_theirs;
  Targets m_our_targets;                              ///< where our side moved files that the patch changes
  Targets m_their_targets;                            ///< where the patch moved files that our side changed
  std::map<std::string, git::Entry> m_their_entries;  ///< what the patch makes of its paths; once asked for
  std::set<std::string, std::less<>> m_settled;
  std::set<std::string> m_reached;            ///< by files that were moved
  std::map<std::string, Meeting> m_meetings;  ///< where one side moved a file to, and the other one added one
  PathMerge m_result;
};

}  // namespace mlxpatch::merge

#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "folder_votes.hpp"

namespace mlxpatch::merge {

/// Folders which one side moved as a whole, by their old paths; nothing for a folder whose files went to several
/// others, to none of them most.
using MovedFolders = std::map<std::string, std::optional<std::string>>;

/// The trees of a merge, as the search for moved folders looks at them.
class MergeTrees {
 public:
  /// The arguments but the list must outlive it. Zero `base`: unknown, and no folder is gone.
  MergeTrees(objects::ObjectStore& store, const git::Oid& base, const objects::OverlayTree& ours,
             const std::vector<objects::PathChange>& theirs);

  const objects::OverlayTree& base() const { return m_base; }
  const objects::OverlayTree& ours() const { return m_ours; }
  const objects::OverlayTree& theirs() const { return m_theirs; }

  /// The base's folders that our side has no longer and to which their side adds files.
  FolderVotes ask_ours() const;
  /// The same the other way round.
  FolderVotes ask_theirs() const;
  /// What our side adds to folders which their side has no longer.
  const std::map<std::string, git::Entry>& our_additions() const { return m_our_additions; }

 private:
  bool is_base_folder(const std::string& folder) const;
  void find_our_additions(const std::vector<objects::PathChange>& theirs);

  objects::OverlayTree m_base;
  const objects::OverlayTree& m_ours;
  objects::OverlayTree m_theirs;
  bool m_base_is_known;
  std::set<std::string> m_their_folders;  ///< to which they add files
  std::map<std::string, git::Entry> m_our_additions;
};

/// Where a file added to `path` belongs, since `moved`, the other side's folders, went elsewhere. Nothing where no
/// folder above it moved, or where the file's own side moved the new folder on (`own_moved`).
std::optional<std::string> path_in_moved_folder(const std::string& path, const MovedFolders& moved,
                                                const MovedFolders& own_moved);

/// Where all of these would belong, whatever their own side moved.
std::set<std::string> paths_in_moved_folders(const std::map<std::string, git::Entry>& additions,
                                             const MovedFolders& moved);

/// Takes away what both sides moved: there each file keeps its own side's place.
void drop_common_folders(MovedFolders& a, MovedFolders& b);

}  // namespace mlxpatch::merge

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

#include "directory_votes.hpp"

namespace mlxpatch::merge {

/// Directories that one side moved as a whole, by their old paths; std::nullopt for one whose files went to several
/// others, with no majority for any. No directory is in both sides' map: each is, or is below, one that its side no
/// longer has and to which the other side adds a file, and of two such directories neither can contain the other.
using MovedDirectories = std::map<std::string, std::optional<std::string>>;

/// The trees of a merge, as the search for moved directories looks at them.
class MergeTrees {
 public:
  /// All arguments but `theirs` must outlive it. If `base` is zero it is unknown, and no directory counts as removed.
  MergeTrees(objects::ObjectStore& store, const git::Oid& base, const objects::OverlayTree& ours,
             const std::vector<objects::PathChange>& theirs);

  const objects::OverlayTree& ours() const { return m_ours; }
  const objects::OverlayTree& theirs() const { return m_theirs; }

  /// An empty vote on the base's directories that our side removed and to which their side adds files.
  DirectoryVotes votes_for_ours() const;
  /// The same for their removals and our additions.
  DirectoryVotes votes_for_theirs() const;
  /// What our side adds to directories that their side removed.
  const std::map<std::string, git::Entry>& our_additions() const { return m_our_additions; }

 private:
  bool is_base_directory(const std::string& directory) const;
  void find_our_additions(const std::vector<objects::PathChange>& theirs);

  objects::OverlayTree m_base;
  const objects::OverlayTree& m_ours;
  objects::OverlayTree m_theirs;
  bool m_base_is_known;
  std::set<std::string> m_directories_with_additions;  ///< of their side
  std::map<std::string, git::Entry> m_our_additions;
};

/// Where a file added to `path` belongs if the other side moved directories (`moved`). std::nullopt if it moved none
/// above the path, or if the file's own side moved on the directory to which it would go (`own_moved`).
std::optional<std::string> path_in_moved_directory(const std::string& path, const MovedDirectories& moved,
                                                   const MovedDirectories& own_moved);

/// Where all of these would belong, regardless of what their own side moved.
std::set<std::string> paths_in_moved_directories(const std::map<std::string, git::Entry>& additions,
                                                 const MovedDirectories& moved);

}  // namespace mlxpatch::merge

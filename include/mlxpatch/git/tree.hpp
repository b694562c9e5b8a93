#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/object_store.hpp>

namespace mlxpatch::git {

/// One path that differs between two trees. Only files, symlinks and submodules; never a tree.
struct PathChange {
  std::string path;  ///< from the root, parts joined by '/'
  Entry before;
  Entry after;

  friend bool operator==(const PathChange&, const PathChange&) = default;
};

/// All paths that differ, in the byte order of their full paths as git lists them. A zero id is the empty tree.
/// Subtrees with equal ids are not read.
std::vector<PathChange> changes_between(ObjectStore& store, const Oid& before_tree, const Oid& after_tree);

/// What stands at `path` of a tree: may be a tree; absent where nothing does.
Entry entry_at(ObjectStore& store, const Oid& tree, std::string_view path);

/// Every file, symlink and submodule below a tree, in git's order.
void for_each_file(ObjectStore& store, const Oid& tree,
                   const std::function<void(const std::string& path, const Entry& entry)>& visit);

/// A path's new entry; an absent one removes it.
struct PathEdit {
  std::string path;
  Entry entry;
};

/// Applies the edits to a tree (zero: the empty tree) and returns the new tree's id; the new trees wait in the store.
/// Edits may come in any order, a path at most once. Emptied folders vanish. Removals take place before additions, so
/// that a file may become a folder in one call. Throws Error where an added path stands below a file that remains, or
/// on a folder that remains.
Oid edit_tree(ObjectStore& store, const Oid& tree, std::vector<PathEdit> edits);

/// Whether git allows this path in a tree on every system: refuses "", absolute, ".", "..", ".git" in any case and
/// its NTFS/HFS+ look-alikes, backslashes, NUL and newlines.
bool is_safe_path(std::string_view path);

}  // namespace mlxpatch::git

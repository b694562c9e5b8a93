#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/object_store.hpp>
#include <mlxpatch/git/oid.hpp>

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

/// As changes_between, but only at these paths (sorted, from the root) and without looking anywhere else. A path that
/// is a folder on one side only is told as well, as a change of its own with the folder's entry.
std::vector<PathChange> changes_at(ObjectStore& store, const Oid& before_tree, const Oid& after_tree,
                                   const std::vector<std::string>& paths);

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

/// Edits of many layers, one over the other: what stands at a path is the uppermost layer's entry for it. Any number
/// of them can be looked at, and each can be changed at any time.
class LayeredEdits {
 public:
  explicit LayeredEdits(std::size_t layers) : m_layers(layers) {}

  /// Makes these the layer's edits, in place of those that it had.
  void set(std::size_t layer, std::map<std::string, Entry> edits);
  const std::map<std::string, Entry>& of(std::size_t layer) const { return m_layers.at(layer); }
  /// What the lowest `layers` have for a path; null where none has any.
  const Entry* find(const std::string& path, std::size_t layers) const;
  /// Calls `visit` with each path that starts so and the entry that the lowest `layers` have for it, in order.
  void for_each_below(const std::string& prefix, std::size_t layers,
                      const std::function<void(const std::string& path, const Entry& entry)>& visit) const;

 private:
  std::vector<std::map<std::string, Entry>> m_layers;
  std::map<std::string, std::map<std::size_t, Entry>> m_entries;  ///< the same by path, then by layer
};

/// A tree with entries replaced in memory. Nothing is hashed before write(). The store must outlive it.
class OverlayTree {
 public:
  OverlayTree(ObjectStore& store, const Oid& tree) : m_store(&store), m_tree(tree) {}
  /// With the edits of the lowest `layers` as they are when they are asked for; they must outlive it.
  OverlayTree(ObjectStore& store, const Oid& tree, const LayeredEdits& below, std::size_t layers)
      : m_store(&store), m_tree(tree), m_below(&below), m_layers(layers) {}

  /// The file, symlink or submodule at a path; absent where there is none, or a folder.
  Entry file(const std::string& path) const;
  /// Whether any file stands below a path.
  bool is_folder(const std::string& path) const;
  /// Every file, symlink and submodule below a folder, by their paths from the root, in no certain order.
  void for_each_file(const std::string& folder,
                     const std::function<void(const std::string& path, const Entry& entry)>& visit) const;
  struct FileAbove {
    Entry entry;
    std::size_t folder_length = 0;  ///< how much of the path is the file's folder, with its '/'
  };
  /// The files of that name in the path's own folder and all above it, the outermost first.
  std::vector<FileAbove> files_above(std::string_view path, std::string_view name) const;
  /// Puts an entry there; an absent one removes it.
  void put(const std::string& path, const Entry& entry) { m_edits.insert_or_assign(path, entry); }
  void put(const std::map<std::string, Entry>& edits);

  /// The tree's id, with all edits; see edit_tree().
  Oid write() const;

 private:
  /// The entries of one folder of the tree.
  struct FolderIndex;

  const Entry* find_edit(const std::string& path) const;
  Entry entry_below(const std::string& path) const;
  std::map<std::string, Entry> edits_below(const std::string& prefix) const;

  ObjectStore* m_store;
  Oid m_tree;
  const LayeredEdits* m_below = nullptr;
  std::size_t m_layers = 0;
  std::map<std::string, Entry> m_edits;
  // Many files of one folder are asked for one after the other.
  mutable std::string m_last_folder;
  mutable std::size_t m_times_asked = 0;
  mutable std::shared_ptr<const FolderIndex> m_index;
};

/// Whether git allows this path in a tree on every system: refuses "", absolute, ".", "..", ".git" in any case and
/// its NTFS/HFS+ look-alikes, backslashes, NUL and newlines.
bool is_safe_path(std::string_view path);

}  // namespace mlxpatch::git

#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>

namespace mlxpatch::objects {

/// Edits in many layers, one over the other: at a path, the entry of the topmost layer that has one counts. Any number
/// of the lowest layers can be viewed, and each layer can be changed at any time.
class LayeredEdits {
 public:
  explicit LayeredEdits(std::size_t layers) : m_layers(layers) {}

  /// Replaces the layer's edits by these.
  void set(std::size_t layer, std::map<std::string, git::Entry> edits);
  const std::map<std::string, git::Entry>& of(std::size_t layer) const { return m_layers.at(layer); }
  /// The entry that the lowest `layers` have for a path; null if none has one.
  const git::Entry* find(const std::string& path, std::size_t layers) const;
  /// Calls `visit`, in order, with each path that begins with `prefix` and the entry that the lowest `layers` have for
  /// it.
  void for_each_below(const std::string& prefix, std::size_t layers,
                      const std::function<void(const std::string& path, const git::Entry& entry)>& visit) const;

 private:
  std::vector<std::map<std::string, git::Entry>> m_layers;
  std::map<std::string, std::map<std::size_t, git::Entry>> m_entries;  ///< the same by path, then by layer
};

/// A tree with some entries replaced in memory. Nothing is hashed before write(). The store must outlive it.
class OverlayTree {
 public:
  OverlayTree(ObjectStore& store, const git::Oid& tree) : m_store(&store), m_tree(tree) {}
  /// With the edits of the lowest `layers`, as they are at the time of each call; `below` must outlive it.
  OverlayTree(ObjectStore& store, const git::Oid& tree, const LayeredEdits& below, std::size_t layers)
      : m_store(&store), m_tree(tree), m_below(&below), m_layers(layers) {}

  /// The file, symlink or submodule at a path; absent if there is none, or a directory.
  git::Entry file(const std::string& path) const;
  /// Whether there is any file below a path.
  bool is_directory(const std::string& path) const;
  /// Visits every file, symlink and submodule below a directory by its path from the root, in no particular order.
  void for_each_file(const std::string& directory,
                     const std::function<void(const std::string& path, const git::Entry& entry)>& visit) const;
  struct FileAbove {
    git::Entry entry;
    std::size_t directory_length = 0;  ///< how much of the path is the file's directory, with its '/'
  };
  /// The files of that name in the path's own directory and in all those above it, the outermost first.
  std::vector<FileAbove> files_above(std::string_view path, std::string_view name) const;
  /// Replaces the entry at a path; an absent one removes it.
  void put(const std::string& path, const git::Entry& entry) { m_edits.insert_or_assign(path, entry); }
  void put(const std::map<std::string, git::Entry>& edits);

  /// Writes the tree with all edits into the store; see edit_tree(). Returns its id.
  git::Oid write() const;

 private:
  /// The entries of one directory of the tree.
  struct DirectoryIndex;

  const git::Entry* find_edit(const std::string& path) const;
  git::Entry entry_below(const std::string& path) const;
  std::map<std::string, git::Entry> edits_below(const std::string& prefix) const;

  ObjectStore* m_store;
  git::Oid m_tree;
  const LayeredEdits* m_below = nullptr;
  std::size_t m_layers = 0;
  std::map<std::string, git::Entry> m_edits;
  // Often many files of one directory are looked up in a row.
  mutable std::string m_last_directory;
  mutable std::size_t m_times_asked = 0;
  mutable std::shared_ptr<const DirectoryIndex> m_index;
};

}  // namespace mlxpatch::objects

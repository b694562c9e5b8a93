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

/// Edits of many layers, one over the other: what stands at a path is the uppermost layer's entry for it. Any number
/// of them can be looked at, and each can be changed at any time.
class LayeredEdits {
 public:
  explicit LayeredEdits(std::size_t layers) : m_layers(layers) {}

  /// Makes these the layer's edits, in place of those that it had.
  void set(std::size_t layer, std::map<std::string, git::Entry> edits);
  const std::map<std::string, git::Entry>& of(std::size_t layer) const { return m_layers.at(layer); }
  /// What the lowest `layers` have for a path; null where none has any.
  const git::Entry* find(const std::string& path, std::size_t layers) const;
  /// Calls `visit` with each path that starts so and the entry that the lowest `layers` have for it, in order.
  void for_each_below(const std::string& prefix, std::size_t layers,
                      const std::function<void(const std::string& path, const git::Entry& entry)>& visit) const;

 private:
  std::vector<std::map<std::string, git::Entry>> m_layers;
  std::map<std::string, std::map<std::size_t, git::Entry>> m_entries;  ///< the same by path, then by layer
};

/// A tree with entries replaced in memory. Nothing is hashed before write(). The store must outlive it.
class OverlayTree {
 public:
  OverlayTree(ObjectStore& store, const git::Oid& tree) : m_store(&store), m_tree(tree) {}
  /// With the edits of the lowest `layers` as they are when they are asked for; they must outlive it.
  OverlayTree(ObjectStore& store, const git::Oid& tree, const LayeredEdits& below, std::size_t layers)
      : m_store(&store), m_tree(tree), m_below(&below), m_layers(layers) {}

  /// The file, symlink or submodule at a path; absent where there is none, or a directory.
  git::Entry file(const std::string& path) const;
  /// Whether any file stands below a path.
  bool is_directory(const std::string& path) const;
  /// Every file, symlink and submodule below a directory, by their paths from the root, in no certain order.
  void for_each_file(const std::string& directory,
                     const std::function<void(const std::string& path, const git::Entry& entry)>& visit) const;
  struct FileAbove {
    git::Entry entry;
    std::size_t directory_length = 0;  ///< how much of the path is the file's directory, with its '/'
  };
  /// The files of that name in the path's own directory and all above it, the outermost first.
  std::vector<FileAbove> files_above(std::string_view path, std::string_view name) const;
  /// Puts an entry there; an absent one removes it.
  void put(const std::string& path, const git::Entry& entry) { m_edits.insert_or_assign(path, entry); }
  void put(const std::map<std::string, git::Entry>& edits);

  /// The tree's id, with all edits; see edit_tree().
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
  // Many files of one directory are asked for one after the other.
  mutable std::string m_last_directory;
  mutable std::size_t m_times_asked = 0;
  mutable std::shared_ptr<const DirectoryIndex> m_index;
};

}  // namespace mlxpatch::objects

#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>

namespace mlxpatch::objects {

/// One path that differs between two trees. Only files, symlinks and submodules; never a tree.
struct PathChange {
  std::string path;  ///< from the root, parts joined by '/'
  git::Entry before;
  git::Entry after;

  friend bool operator==(const PathChange&, const PathChange&) = default;
};

/// All paths that differ, in git's order: by the bytes of the full paths. A zero id is the empty tree.
/// Subtrees with equal ids are not read.
std::vector<PathChange> changes_between(ObjectStore& store, const git::Oid& before_tree, const git::Oid& after_tree);

/// As changes_between(); std::nullopt if there are more than `most`, and then not all of both trees is read.
std::optional<std::vector<PathChange>> few_changes_between(ObjectStore& store, const git::Oid& before_tree,
                                                           const git::Oid& after_tree, std::size_t most);

/// As changes_between(), but only at these paths (sorted, from the root), and without looking anywhere else. A path
/// that is a directory on only one side is reported too, as a change with the directory's entry.
std::vector<PathChange> changes_at(ObjectStore& store, const git::Oid& before_tree, const git::Oid& after_tree,
                                   const std::vector<std::string>& paths);

/// The entry at `path`, which may be a tree; absent if there is none.
git::Entry entry_at(ObjectStore& store, const git::Oid& tree, std::string_view path);

/// Visits every file, symlink and submodule of a tree, in git's order.
void for_each_file(ObjectStore& store, const git::Oid& tree,
                   const std::function<void(const std::string& path, const git::Entry& entry)>& visit);

}  // namespace mlxpatch::objects

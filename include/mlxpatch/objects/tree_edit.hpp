#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>

namespace mlxpatch::objects {

/// A path's new entry; an absent one removes it.
struct PathEdit {
  std::string path;
  git::Entry entry;
};

/// Applies the edits to a tree (zero: the empty tree), puts the new trees into the store and returns the new root's id.
/// Edits may be in any order, with each path at most once. Directories that become empty are removed. Removals come
/// before additions, so a file may become a directory in one call. Throws Error if a path would be a file and a
/// directory at the same time.
git::Oid edit_tree(ObjectStore& store, const git::Oid& tree, std::vector<PathEdit> edits);

}  // namespace mlxpatch::objects

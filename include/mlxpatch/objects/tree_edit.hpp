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

/// Applies the edits to a tree (zero: the empty tree) and returns the new tree's id; the new trees wait in the store.
/// Edits may come in any order, a path at most once. Emptied folders vanish. Removals take place before additions, so
/// that a file may become a folder in one call. Throws Error where an added path stands below a file that remains, or
/// on a folder that remains.
git::Oid edit_tree(ObjectStore& store, const git::Oid& tree, std::vector<PathEdit> edits);

}  // namespace mlxpatch::objects

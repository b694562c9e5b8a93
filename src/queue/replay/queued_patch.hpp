#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

namespace mlxpatch::queue {

/// A commit of the queue, read once for a whole replay.
struct QueuedPatch {
  git::Commit commit;
  std::string name;  ///< its patch file's name, or one made from the subject
  std::string subject;
  git::Oid before_tree;                      ///< its parent's tree
  std::vector<objects::PathChange> changes;  ///< from there to its own tree
};

/// Reads the queue's commits, oldest first. A commit that is among `names` gets the name into its message, which its id
/// does not know of. `on_patch` hears how many are read. Throws Error if one of them does not have exactly one parent.
std::vector<QueuedPatch> load_queue(objects::ObjectStore& store, const std::vector<git::Oid>& commits,
                                    const std::map<git::Oid, std::string>& names = {},
                                    const std::function<void(std::size_t)>& on_patch = {});

/// The paths that a change touches, sorted.
std::vector<std::string> sorted_paths(const std::vector<objects::PathChange>& changes);
/// The changes that take these back.
std::vector<objects::PathChange> reversed(std::vector<objects::PathChange> changes);
/// All paths that the patches change, sorted, without duplicates.
std::vector<std::string> paths_of(const std::vector<QueuedPatch>& patches);

}  // namespace mlxpatch::queue

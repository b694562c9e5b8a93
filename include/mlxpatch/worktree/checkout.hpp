#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>

namespace mlxpatch::worktree {

/// A path that could not be merged: its three sides, and the bytes (with markers) for the file.
struct ConflictedPath {
  std::string path;
  git::Entry base;
  git::Entry ours;
  git::Entry theirs;
  git::Entry worktree;  ///< what to put into the worktree (a blob in the store); absent: remove the file
};

/// From one tree to another; an id of zero is an empty tree.
struct TreeMove {
  git::Oid from;
  git::Oid to;
};

/// In a partial clone: fetches, all at once, the file contents that this checkout will write, so that the checkout
/// itself needs no network. Does nothing in a complete repository. Throws Error.
void prepare_checkout(const git::Repository& repository, objects::ObjectStore& store, const TreeMove& trees,
                      const std::vector<ConflictedPath>& conflicts = {});

/// Moves worktree and index from one tree to another, touching only paths that differ between the two. Each file is
/// written to a temporary and renamed, with line endings as core.autocrlf and the attributes say; nothing is ever
/// written through a symlink. Idempotent: a second call finishes what the first one began. The conflicts become index
/// stages 1 to
/// 3. Throws Error (disk full, no permission) and leaves what was done so far. `on_progress` gets the number of files
/// done and of all files.
void checkout(const git::Repository& repository, objects::ObjectStore& store, const TreeMove& trees,
              const std::vector<ConflictedPath>& conflicts = {},
              const std::function<void(std::size_t, std::size_t)>& on_progress = {});

/// Makes those of these paths that are still in conflict in the index what the tree has there: checkout() leaves a path
/// alone that is the same in both trees, though a stop put it in conflict. Throws Error.
void end_conflicts(const git::Repository& repository, objects::ObjectStore& store, const git::Oid& tree,
                   const std::vector<std::string>& paths);

}  // namespace mlxpatch::worktree

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
  git::Entry worktree;  ///< what to put into the working folder (a blob in the store); absent: remove the file
};

/// In a partial clone: fetches, in one go, the file contents that this checkout will write, so that it needs no network
/// itself. Does nothing in a whole repository. Throws Error.
void prepare_checkout(const git::Repository& repository, objects::ObjectStore& store, const git::Oid& from_tree,
                      const git::Oid& to_tree, const std::vector<ConflictedPath>& conflicts = {});

/// Moves working folder and index from one tree to another, touching only paths that differ between the two. Each file
/// is written to a temporary and renamed; line endings as core.autocrlf and attributes say; nothing is ever written
/// through a symlink. Idempotent: a second call finishes what the first began. The conflicts become index stages 1
/// to 3. Throws Error (disk full, permission) leaving what was done so far. `on_progress` gets files done and in all.
void checkout(const git::Repository& repository, objects::ObjectStore& store, const git::Oid& from_tree,
              const git::Oid& to_tree, const std::vector<ConflictedPath>& conflicts = {},
              const std::function<void(std::size_t, std::size_t)>& on_progress = {});

}  // namespace mlxpatch::worktree

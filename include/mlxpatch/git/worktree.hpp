#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/object_store.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::git {

/// What `git status` would say of the working folder, in three lists of paths, each sorted.
struct WorktreeStatus {
  std::vector<std::string> staged;     ///< index differs from HEAD
  std::vector<std::string> modified;   ///< file differs from the index (deleted and type changes too)
  std::vector<std::string> unmerged;   ///< index has conflict stages
  std::vector<std::string> untracked;  ///< neither in the index nor ignored
  bool clean_but_untracked() const { return staged.empty() && modified.empty() && unmerged.empty(); }
};
WorktreeStatus worktree_status(const Repository& repository);

/// Files that a checkout from one tree to another would overwrite although they are not what `from` says: changed,
/// untracked or ignored ones, and files below a symlinked folder. Empty: the checkout is safe. Reads only.
/// A file that already has the content of `to` is no obstacle.
std::vector<std::string> checkout_obstacles(const Repository& repository, ObjectStore& store, const Oid& from_tree,
                                            const Oid& to_tree);

/// A path that could not be merged: its three sides, and the bytes (with markers) for the file.
struct ConflictedPath {
  std::string path;
  Entry base;
  Entry ours;
  Entry theirs;
  Entry worktree;  ///< what to put into the working folder (a blob in the store); absent: remove the file
};

/// In a partial clone: fetches, in one go, the file contents that this checkout will write, so that it needs no network
/// itself. Does nothing in a whole repository. Throws Error.
void prepare_checkout(const Repository& repository, ObjectStore& store, const Oid& from_tree, const Oid& to_tree,
                      const std::vector<ConflictedPath>& conflicts = {});

/// Moves working folder and index from one tree to another, touching only paths that differ between the two. Each file
/// is written to a temporary and renamed; line endings as core.autocrlf and attributes say; nothing is ever written
/// through a symlink. Idempotent: a second call finishes what the first began. The conflicts become index stages 1
/// to 3. Throws Error (disk full, permission) leaving what was done so far. `on_progress` gets files done and in all.
void checkout(const Repository& repository, ObjectStore& store, const Oid& from_tree, const Oid& to_tree,
              const std::vector<ConflictedPath>& conflicts = {},
              const std::function<void(std::size_t, std::size_t)>& on_progress = {});

/// The tree of the index (objects wait in the store). Throws Error where it has unmerged entries.
Oid index_tree(const Repository& repository, ObjectStore& store);
/// The tree that `git commit -a` would make: the index with every tracked file as it is in the working folder.
Oid worktree_tree(const Repository& repository, ObjectStore& store);

/// Gives the index the entries of `to_tree` at the paths where the two trees differ; the working folder is left alone.
void change_index(const Repository& repository, ObjectStore& store, const Oid& from_tree, const Oid& to_tree);

/// A line of a working file that is a left-over conflict marker.
struct Marker {
  std::string path;
  std::size_t line = 0;  ///< from 1
};
/// Left-over markers ("<<<<<<< ", "=======", ">>>>>>> " in their order) in these files of the working folder.
std::vector<Marker> find_markers(const Repository& repository, const std::vector<std::string>& paths);

/// Writes CHERRY_PICK_HEAD and MERGE_MSG as `git cherry-pick` leaves them at a conflict.
void write_cherry_pick_state(const Repository& repository, const Oid& commit, const std::string& message);
/// Removes CHERRY_PICK_HEAD, MERGE_MSG, MERGE_HEAD and their kin.
void clear_operation_state(const Repository& repository);

/// A second worktree of the repository at `directory`, detached at `commit` (moved there if it exists already).
/// Throws Error where the folder holds something else or has changes.
void put_worktree(const Repository& repository, ObjectStore& store, const std::filesystem::path& directory,
                  const std::string& name, const Oid& commit);
void remove_worktree(const Repository& repository, const std::filesystem::path& directory, const std::string& name);

}  // namespace mlxpatch::git

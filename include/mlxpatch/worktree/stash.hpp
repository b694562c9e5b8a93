#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>

namespace mlxpatch::worktree {

/// Files that are in HEAD and in the worktree, but not in the index, as `git rm --cached` leaves them; sorted. A stash
/// cannot have them: for git a file that is not in the index is removed, and so it would be when the stash is restored.
std::vector<std::string> files_only_untracked(const git::Repository& repository, objects::ObjectStore& store);

/// Stores the changes of tracked files (index and worktree) as the commit that `git stash push -m` makes of them: its
/// parents are HEAD and a commit of the index, its tree is the worktree's. It is written as a pack, with whatever else
/// is new in the store, and read back from the disk with every file that it changes. Neither the stash list nor index
/// or worktree are touched. Throws Error if there is no commit yet, or if what was written can't be read back.
git::Oid make_stash(const git::Repository& repository, objects::ObjectStore& store, std::string_view message);

/// Puts a stash that make_stash() made onto the list, as its newest entry. Throws Error if another program has changed
/// the list since `newest`, its newest entry (zero: the list was empty).
void add_stash(const git::Repository& repository, objects::ObjectStore& store, const git::Oid& stash,
               const git::Oid& newest);

/// Whether the stash list has this stash. Also true if an interrupted drop_stash() removed only half of it.
bool has_stash(const git::Repository& repository, const git::Oid& stash);

/// The newest stash; std::nullopt if there is none.
std::optional<git::Oid> newest_stash(const git::Repository& repository);

/// Removes a stash from the list, and finishes an interrupted removal. Does nothing if the list does not have it.
void drop_stash(const git::Repository& repository, const git::Oid& stash);

/// Removes the locks that a killed add_stash() or drop_stash() of this stash left. Only for the holder of the run lock.
void remove_left_stash_locks(const git::Repository& repository, const git::Oid& stash);

}  // namespace mlxpatch::worktree

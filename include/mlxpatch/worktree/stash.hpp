#pragma once

#include <optional>
#include <string_view>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::worktree {

/// Puts the changes of tracked files (index and worktree) onto the stash list, as `git stash push -m` does, but leaves
/// index and worktree as they are. Returns the stash's commit: its parents are HEAD and a commit of the index, its tree
/// is the worktree's. Throws Error if there is nothing to stash.
git::Oid push_stash(const git::Repository& repository, std::string_view message);

/// Whether the stash list has this stash. Also true if an interrupted drop_stash() removed only half of it.
bool has_stash(const git::Repository& repository, const git::Oid& stash);

/// The newest stash; std::nullopt if there is none.
std::optional<git::Oid> newest_stash(const git::Repository& repository);

/// Removes a stash from the list, and finishes an interrupted removal. Does nothing if the list does not have it.
void drop_stash(const git::Repository& repository, const git::Oid& stash);

}  // namespace mlxpatch::worktree

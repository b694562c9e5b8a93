#pragma once

#include <optional>
#include <string_view>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::worktree {

/// Puts the changes of tracked files (index and working folder) onto the stash list, as `git stash push -m`, but leaves
/// index and working folder as they are. Returns the stash's commit: its parents are HEAD and a commit of the index,
/// its tree is the working folder's. Throws Error where there is nothing to put aside.
git::Oid push_stash(const git::Repository& repository, std::string_view message);

/// Whether the stash list has this stash; also where taking it off was cut off half-way.
bool has_stash(const git::Repository& repository, const git::Oid& stash);

/// The newest stash, if there is any.
std::optional<git::Oid> newest_stash(const git::Repository& repository);

/// Takes a stash off the list; finishes what was cut off. Nothing happens where it is not on the list.
void drop_stash(const git::Repository& repository, const git::Oid& stash);

}  // namespace mlxpatch::worktree

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>

namespace mlxpatch::worktree {

struct LinkedWorktree {
  std::filesystem::path path;           ///< it may be gone
  std::filesystem::path git_directory;  ///< its own, <common directory>/worktrees/<name>
};

/// All linked worktrees of a repository (gitrepository-layout(5), "worktrees").
std::vector<LinkedWorktree> linked_worktrees(const git::Repository& repository);

/// Makes a linked worktree of the repository at `directory`, with a detached HEAD at `commit`; one that already exists
/// is moved to that commit. Throws Error if the directory holds something else or has changes.
void put_worktree(const git::Repository& repository, objects::ObjectStore& store,
                  const std::filesystem::path& directory, const std::string& name, const git::Oid& commit);

/// Removes a linked worktree; does nothing if there is none. Throws Error if it has changes or files of its own.
void remove_worktree(const git::Repository& repository, const std::filesystem::path& directory,
                     const std::string& name);

/// Whether the index of a linked worktree is locked, by a git program or by what a killed run left.
bool has_locked_linked(const git::Repository& repository);

/// Removes what killed runs left in the linked worktrees of a repository.
void remove_leftovers_in_linked(const git::Repository& repository);

}  // namespace mlxpatch::worktree

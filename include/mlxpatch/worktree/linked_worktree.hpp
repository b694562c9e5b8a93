#pragma once

#include <filesystem>
#include <string>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>

namespace mlxpatch::worktree {

/// Makes a linked worktree of the repository at `directory`, with a detached HEAD at `commit`; one that already exists
/// is moved to that commit. Throws Error if the directory holds something else or has changes.
void put_worktree(const git::Repository& repository, objects::ObjectStore& store,
                  const std::filesystem::path& directory, const std::string& name, const git::Oid& commit);

/// Removes a linked worktree; does nothing if there is none. Throws Error if it has changes or files of its own.
void remove_worktree(const git::Repository& repository, const std::filesystem::path& directory,
                     const std::string& name);

}  // namespace mlxpatch::worktree

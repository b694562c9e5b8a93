#pragma once

#include <filesystem>
#include <string>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>

namespace mlxpatch::worktree {

/// A second worktree of the repository at `directory`, detached at `commit` (moved there if it exists already).
/// Throws Error where the folder holds something else or has changes.
void put_worktree(const git::Repository& repository, objects::ObjectStore& store,
                  const std::filesystem::path& directory, const std::string& name, const git::Oid& commit);

void remove_worktree(const git::Repository& repository, const std::filesystem::path& directory,
                     const std::string& name);

}  // namespace mlxpatch::worktree

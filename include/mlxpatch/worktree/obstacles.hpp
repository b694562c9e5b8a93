#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>

namespace mlxpatch::worktree {

/// What an untracked file is where the checkout puts one with the same content: fine, as for a checkout that was
/// interrupted, or an obstacle, as for git.
enum class EqualFiles { fine, obstacles };

/// Files that a checkout from one tree to another would overwrite although they differ from `from_tree`: changed,
/// untracked or ignored ones, and files below a symlink to a directory. Sorted; empty if the checkout is safe. Only
/// reads. A changed file that already has the content of `to_tree` is no obstacle.
std::vector<std::string> checkout_obstacles(const git::Repository& repository, objects::ObjectStore& store,
                                            const git::Oid& from_tree, const git::Oid& to_tree,
                                            EqualFiles equal = EqualFiles::fine);

}  // namespace mlxpatch::worktree

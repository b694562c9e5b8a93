#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>

namespace mlxpatch::worktree {

/// Files that a checkout from one tree to another would overwrite although they are not what `from` says: changed,
/// untracked or ignored ones, and files below a symlinked folder. Empty: the checkout is safe. Reads only.
/// A file that already has the content of `to` is no obstacle.
std::vector<std::string> checkout_obstacles(const git::Repository& repository, objects::ObjectStore& store,
                                            const git::Oid& from_tree, const git::Oid& to_tree);

}  // namespace mlxpatch::worktree

#pragma once

#include <filesystem>

#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::worktree {

/// The tree that an index file says it has, as git notes it after a commit or a checkout (its extension TREE, see
/// gitformat-index(5)): the index then has the files of this tree and no others. Zero if it says nothing, or if the
/// file is missing or odd.
git::Oid cached_tree(const std::filesystem::path& index_file);

}  // namespace mlxpatch::worktree

#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::worktree {

/// Those of the files whose content git converts when it reads them from the worktree, in a way that is not done here:
/// by a filter program (gitattributes: filter) or from another encoding (working-tree-encoding).
std::vector<std::string> converted_by_git(const git::Repository& repository, const std::vector<std::string>& paths);

}  // namespace mlxpatch::worktree

#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::ops {

/// What the git program would run or do in this repository and mlxpatch does not: hooks, signing of commits, filter
/// programs such as LFS. A sentence each; none where there is nothing of the kind.
std::vector<std::string> not_run_here(const git::Repository& repository);

}  // namespace mlxpatch::ops

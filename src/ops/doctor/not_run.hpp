#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::ops {

/// What git would run or do in this repository and mlxpatch does not: hooks, commit signing, filter programs such as
/// LFS. One sentence each.
std::vector<std::string> not_run_here(const git::Repository& repository);

}  // namespace mlxpatch::ops

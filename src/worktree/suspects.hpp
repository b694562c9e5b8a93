#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

#include "index_file.hpp"

namespace mlxpatch::worktree {

/// What a look at a worktree finds.
struct Suspects {
  /// The paths at which a tree, the index and the worktree may differ; at every other one that the tree or the index
  /// has they are the same.
  std::vector<std::string> paths;
  /// What is neither in the index nor ignored, as `git status` lists it: a directory of such files as one, with '/'.
  std::vector<std::string> untracked;
};

/// Costs a stat of each file and a listing of each directory. std::nullopt if it finds many, or where that does not
/// tell: where the file system takes "A" for "a".
std::optional<Suspects> find_suspects(const git::Repository& repository, const IndexFile& index, const git::Oid& tree);

}  // namespace mlxpatch::worktree

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::worktree {

/// A conflict marker that was left in a file of the worktree.
struct Marker {
  std::string path;
  std::size_t line = 0;  ///< counted from 1
};

/// Conflict markers ("<<<<<<< ", "=======", ">>>>>>> " in this order) that were left in these files of the worktree.
std::vector<Marker> find_markers(const git::Repository& repository, const std::vector<std::string>& paths);

/// Writes CHERRY_PICK_HEAD and MERGE_MSG as `git cherry-pick` does when it stops at a conflict.
void write_cherry_pick_state(const git::Repository& repository, const git::Oid& commit, const std::string& message);

/// Removes CHERRY_PICK_HEAD, MERGE_MSG, MERGE_HEAD and the like. Throws Error.
void clear_operation_state(const git::Repository& repository);

}  // namespace mlxpatch::worktree

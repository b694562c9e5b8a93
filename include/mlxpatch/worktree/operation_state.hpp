#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::worktree {

/// A line of a working file that is a left-over conflict marker.
struct Marker {
  std::string path;
  std::size_t line = 0;  ///< from 1
};

/// Left-over markers ("<<<<<<< ", "=======", ">>>>>>> " in their order) in these files of the working folder.
std::vector<Marker> find_markers(const git::Repository& repository, const std::vector<std::string>& paths);

/// Writes CHERRY_PICK_HEAD and MERGE_MSG as `git cherry-pick` leaves them at a conflict.
void write_cherry_pick_state(const git::Repository& repository, const git::Oid& commit, const std::string& message);

/// Removes CHERRY_PICK_HEAD, MERGE_MSG, MERGE_HEAD and their kin.
void clear_operation_state(const git::Repository& repository);

}  // namespace mlxpatch::worktree

#pragma once

#include <filesystem>

namespace mlxpatch::git {
class Repository;
}

namespace mlxpatch::worktree {

/// Where the worktree's files are while they are written. One command at a time uses it: the holder of the run lock.
std::filesystem::path temporaries_directory(const git::Repository& repository);

/// Removes what killed runs left there. Only for the holder of the run lock.
void remove_left_temporaries(const std::filesystem::path& git_directory);

}  // namespace mlxpatch::worktree

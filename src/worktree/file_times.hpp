#pragma once

#include <time.h>

#include <sys/stat.h>

namespace mlxpatch::worktree {

const timespec& change_time_of(const struct stat& stat);
const timespec& write_time_of(const struct stat& stat);

/// Whether both are of one file that was not written in between, though perhaps renamed.
bool is_same_content(const struct stat& a, const struct stat& b);
/// Whether a file was neither written nor replaced between the two.
bool is_same_file(const struct stat& a, const struct stat& b);

}  // namespace mlxpatch::worktree

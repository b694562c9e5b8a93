#pragma once

#include <string>

namespace mlxpatch::worktree {

/// Throws Error if a commit's path may not be written into a worktree.
void require_safe_path(const std::string& path);

}  // namespace mlxpatch::worktree

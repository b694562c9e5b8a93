#include "safe_path.hpp"

#include <string>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/objects/path_safety.hpp>

namespace mlxpatch::worktree {

void require_safe_path(const std::string& path) {
  if (objects::is_safe_path(path)) return;
  const bool has_line_break = path.find('\n') != std::string::npos;
  Error error(has_line_break ? "the commit holds a file whose name has a line break, and mlxpatch writes none"
                             : "the commit holds a path that git does not allow in a worktree");
  throw error.doing("checking out files").at(path);
}

}  // namespace mlxpatch::worktree

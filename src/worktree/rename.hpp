#pragma once

#include <string>

namespace mlxpatch::worktree {

enum class Renamed {
  done,
  not_free,     ///< something is at the new name
  unsupported,  ///< by this file system or system
  failed        ///< errno says why
};

/// Gives each of two files in a directory (a descriptor) the other's name, at once.
Renamed rename_swapping(int directory, const std::string& one, const std::string& other);

/// Renames a file in a directory, but never over another one.
Renamed rename_to_free(int directory, const std::string& from, const std::string& to);

}  // namespace mlxpatch::worktree

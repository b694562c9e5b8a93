#pragma once

#include <string>

namespace mlxpatch::worktree {

enum class Renamed {
  done,
  not_free,     ///< something is at the new name
  unsupported,  ///< by this file system or system
  failed        ///< errno says why
};

/// A file in a directory, which is a descriptor.
struct FileName {
  int directory = -1;
  std::string name;
};

/// Gives each of two files the other's name, at once.
Renamed rename_swapping(const FileName& one, const FileName& other);

/// Renames a file, but never over another one.
Renamed rename_to_free(const FileName& from, const FileName& to);

}  // namespace mlxpatch::worktree

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>

namespace mlxpatch::patch {

/// One changed file, ready to be written: both sides with their content.
struct FileChange {
  std::string old_path;  ///< differs from new_path for a rename
  std::string new_path;
  git::Entry before;         ///< absent: the file is new
  git::Entry after;          ///< absent: the file is removed
  std::string before_bytes;  ///< of a submodule: "Subproject commit <id>\n"
  std::string after_bytes;
  int similarity = 0;  ///< percent, for a rename
};

/// Writes a git diff with full ids and that many lines of context. Binary files become git binary patches, compressed
/// by our own code so that the bytes never change with the zlib library.
std::string write_diff(const std::vector<FileChange>& files, std::size_t context = 3);

}  // namespace mlxpatch::patch

#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>

namespace mlxpatch::patch {

/// One changed file, ready to be written: both sides and their bytes.
struct FileChange {
  std::string old_path;  ///< differs from new_path for a rename
  std::string new_path;
  git::Entry before;         ///< absent: the file is new
  git::Entry after;          ///< absent: it is removed
  std::string before_bytes;  ///< of a submodule: "Subproject commit <id>\n"
  std::string after_bytes;
  int similarity = 0;  ///< percent, for a rename
};

/// Only the diff of it. Binary files are git binary patches, compressed by our own code so that they never change with
/// the zlib library.
std::string write_diff(const std::vector<FileChange>& files);

}  // namespace mlxpatch::patch

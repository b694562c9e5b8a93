#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace mlxpatch::bench {

/// A queue that people keep, and the upstream that it is for.
struct RealQueue {
  std::filesystem::path upstream;  ///< a repository
  std::filesystem::path patches;   ///< a directory with patch files, in the order of `series` or of their names
  std::string base;                ///< the commit that they were made for
  std::string onto;                ///< where they shall go
};

/// Makes a bare clone at `git_directory` with the branches of a synthetic upstream: the queue is what `git am` makes of
/// the files, and what it has to give is what `git cherry-pick` gives that leaves out what conflicts. Returns the
/// number of patches. Throws Error where git does not take the files.
std::size_t write_real_upstream(const std::filesystem::path& git_directory, const RealQueue& queue);

}  // namespace mlxpatch::bench

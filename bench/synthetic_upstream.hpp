#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace mlxpatch::bench {

struct UpstreamShape {
  std::size_t files = 40000;
  std::size_t commits = 1000;                      ///< after the base
  std::vector<std::size_t> queues{10, 100, 1000};  ///< numbers of patches, ascending

  /// The same for equal shapes only; stands in a kept upstream's folder.
  std::string fingerprint() const;
};

/// The names of the branches that write_upstream() makes. Queues are branches on `base`; a smaller one is the beginning
/// of each larger one.
inline constexpr const char* k_base = "base";
inline constexpr const char* k_tip = "tip";
std::string queue_branch(std::size_t patches);
/// A commit on the tip whose tree is what the queue has to give there.
std::string expected_branch(std::size_t patches);
/// The queue, but that two of its patches change lines which upstream changes too.
std::string conflicting_branch(std::size_t patches);
inline constexpr std::size_t k_conflicting_patches = 2;

/// Makes a bare repository of that shape at `git_directory`, the same on every machine, packed as a clone is.
void write_upstream(const std::filesystem::path& git_directory, const UpstreamShape& shape);

}  // namespace mlxpatch::bench

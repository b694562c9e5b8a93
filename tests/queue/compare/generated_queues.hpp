#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <support/git_repo.hpp>

namespace mlxpatch::tests {

/// Two versions of a queue, as a review and an update leave them: patches edited, reordered, dropped, added and split,
/// half of the new ones on another base.
struct GeneratedQueues {
  std::uint64_t seed = 0;
  std::string old_base;
  std::string old_tip;
  std::string new_base;
  std::string new_tip;
};

/// Adds a case for each seed from `first` on to a repository, all by one `git fast-import`. The same seed gives the
/// same commits on every machine.
std::vector<GeneratedQueues> generate_queues(const GitRepo& repository, std::uint64_t first, std::size_t count);

}  // namespace mlxpatch::tests

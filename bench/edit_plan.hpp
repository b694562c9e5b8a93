#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "synthetic_upstream.hpp"

namespace mlxpatch::bench {

/// A line of a file, both by their numbers.
struct Spot {
  std::size_t file = 0;
  std::size_t line = 0;
};

/// An upstream and a queue of one kind: which lines each of their commits replaces. The two never replace lines that
/// are next to each other.
struct EditPlan {
  std::size_t files = 1;
  std::size_t lines = 30;  ///< of each file
  std::function<std::string(std::size_t)> path;
  std::function<std::string(std::size_t)> path_on_tip;  ///< where upstream's first commit moves the file
  std::function<std::vector<Spot>(std::size_t)> of_patch;
  std::function<std::vector<Spot>(std::size_t)> of_commit;
};

/// The plan of a kind that has_edit_plan(). Throws Error where a file has
/// too few lines for all the edits.
EditPlan edit_plan(const UpstreamShape& shape);

}  // namespace mlxpatch::bench

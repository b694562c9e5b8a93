#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// The branch's own commits, oldest first, on the upstream commit that they stand on.
struct BranchQueue {
  git::Oid base;
  std::vector<git::Oid> commits;
  git::Oid tip;
  /// Set where merges had to be straightened: `commits` are then new, in memory only, and give the tip's tree.
  bool straightened = false;
  std::vector<std::string> notes;
};

/// The queue of a branch tip: on the newest upstream commit below it. Throws Error.
BranchQueue branch_queue(Fork& fork, const git::Oid& tip);

}  // namespace mlxpatch::ops

#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// The branch's own commits, oldest first, on the upstream commit that they are based on.
struct BranchQueue {
  git::Oid base;
  std::vector<git::Oid> commits;
  git::Oid tip;
  /// Set if the branch had merges: `commits` are then new, in memory only, and end at the tip's tree.
  bool linearized = false;
  std::vector<std::string> notes;
};

/// The queue of a branch tip, on the newest upstream commit below it. Throws Error if it shares no history with
/// upstream.
BranchQueue branch_queue(Fork& fork, const git::Oid& tip);

}  // namespace mlxpatch::ops

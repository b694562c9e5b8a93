#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/ops/invocation.hpp>

#include "edit/queue_edit.hpp"
#include "fork/checkout.hpp"

namespace mlxpatch::ops {

/// What is uncommitted in a checkout.
struct UncommittedWork {
  git::Oid committed;                        ///< the tree at the end of the queue
  git::Oid index;                            ///< the tree of what is staged
  git::Oid worktree;                         ///< the tree of the tracked files as they are now
  std::vector<objects::PathChange> changes;  ///< from committed to worktree
};

/// Reads what is uncommitted. Throws Error, for `doing`, that names the files if some are unmerged, or lack what the
/// last operation changed in them (see left_edits()).
UncommittedWork read_uncommitted(OpenQueue& queue, std::string_view doing);

/// The words as paths in the checkout: from the directory of the command, or as the checkout has them. Throws Error,
/// for `doing`, if one has no uncommitted change.
std::vector<std::string> changed_paths(Checkout& checkout, const Invocation& invocation,
                                       const UncommittedWork& uncommitted, const std::vector<std::string>& words,
                                       std::string_view doing);

}  // namespace mlxpatch::ops

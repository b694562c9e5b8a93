#pragma once

#include <mlxpatch/git/oid.hpp>

#include "fork/checkout.hpp"

namespace mlxpatch::ops {

/// Trees around a queue that absorbs hunks.
struct AbsorbTrees {
  git::Oid committed;  ///< at the end of the queue
  git::Oid absorbed;   ///< the same afterwards
  git::Oid index;
  git::Oid worktree;
};

/// The tree of the index afterwards: what the queue has, and beside that what is staged. Throws Error, which names the
/// files, if a file is staged with something else in the lines that are absorbed than it has itself.
git::Oid index_with_absorbed(Checkout& checkout, const AbsorbTrees& trees);

}  // namespace mlxpatch::ops

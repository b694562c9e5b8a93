#pragma once

#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/text_merge.hpp>

#include "fork/checkout.hpp"

namespace mlxpatch::ops {

/// The trees of a merge that is about to stop for a person.
struct StoppedMerge {
  git::Oid our_tree;
  git::Oid merged_tree;  ///< with each conflict's `result`
  merge::MergeLabels labels;
};

/// The labels of a commit that is picked onto HEAD, as the conflict markers have them.
merge::MergeLabels labels_of_pick(Checkout& checkout, const git::Oid& commit);

/// Runs the merge drivers that wait for these conflicts, in the checkout (merge::run_drivers). Returns the merged tree
/// with what they made.
git::Oid run_merge_drivers(Checkout& checkout, std::vector<merge::MergeConflict>& conflicts, StoppedMerge stopped);

}  // namespace mlxpatch::ops

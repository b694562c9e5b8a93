#pragma once

#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>

namespace mlxpatch::queue {

struct UpstreamCommit {
  git::Oid id;
  git::Oid tree;
  std::vector<git::Oid> parents;
  git::Oid before_tree;  ///< of the first parent; zero for a root
};

/// What upstream did between the queue's base and the commit on which it is replayed.
struct UpstreamRange {
  git::Oid base_tree;
  /// base..onto, parents before children.
  std::vector<UpstreamCommit> commits;
  /// The way from base to onto along first parents, oldest first, as indexes into `commits`. If the base was merged
  /// into that line, it starts at that merge. Empty if the base is not an ancestor.
  std::vector<std::size_t> chain;
};

/// The tree before the commit at a position of the chain.
const git::Oid& tree_before(const UpstreamRange& range, std::size_t position);

UpstreamRange upstream_range(objects::ObjectStore& store, const git::Oid& base, const git::Oid& onto);

/// The commits that a merge brought in, parents before children, without the merge itself.
std::vector<UpstreamCommit> commits_inside_merge(objects::ObjectStore& store, const UpstreamCommit& merge);

}  // namespace mlxpatch::queue

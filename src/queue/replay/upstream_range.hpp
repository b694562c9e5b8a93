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

/// What upstream did between the queue's base and where the queue goes.
struct UpstreamRange {
  git::Oid base_tree;
  /// base..onto, parents before children.
  std::vector<UpstreamCommit> commits;
  /// The way from base to onto along first parents, oldest first, as indexes into `commits`. Where the base came in by
  /// a merge it starts at that merge. Empty where the base is no ancestor.
  std::vector<std::size_t> chain;
};

UpstreamRange upstream_range(objects::ObjectStore& store, const git::Oid& base, const git::Oid& onto);

/// The same for what a merge brought in beside its first parent; there is no chain then.
std::vector<UpstreamCommit> commits_inside_merge(objects::ObjectStore& store, const UpstreamCommit& merge);

}  // namespace mlxpatch::queue

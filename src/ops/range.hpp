#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/object_store.hpp>
#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::ops {

/// A queue named on the command line as BASE..TIP.
struct CommitRange {
  git::Oid base;
  git::Oid tip;
  std::vector<git::Oid> commits;  ///< oldest first, without merges
};

/// Throws Error(usage) where the words are no range, or name nothing.
CommitRange parse_range(git::ObjectStore& store, const std::string& words);

}  // namespace mlxpatch::ops

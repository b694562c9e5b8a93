#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>

namespace mlxpatch::ops {

/// A queue named on the command line as BASE..TIP.
struct CommitRange {
  git::Oid base;
  git::Oid tip;
  std::vector<git::Oid> commits;  ///< oldest first, without merges
};

/// Throws Error(usage) if the text is not a range, or a commit does not exist.
CommitRange parse_range(objects::ObjectStore& store, const std::string& text);

}  // namespace mlxpatch::ops

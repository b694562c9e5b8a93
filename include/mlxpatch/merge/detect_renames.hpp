#pragma once

#include <string>
#include <vector>

#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

namespace mlxpatch::merge {

/// A file that has another path in the second of two trees.
struct DetectedRename {
  std::string from;
  std::string to;
  int percent = 0;  ///< how similar the two are, 50 to 100
};

/// The renames among these changes, as `git diff -M` finds them.
std::vector<DetectedRename> detect_renames(objects::ObjectStore& store,
                                           const std::vector<objects::PathChange>& changes);

}  // namespace mlxpatch::merge

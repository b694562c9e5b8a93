#pragma once

#include <string>
#include <vector>

namespace mlxpatch::report {

/// Where the branch and the patch files differ.
struct Drift {
  std::vector<std::string> only_in_branch;  ///< subjects of commits without a patch file
  std::vector<std::string> only_in_files;   ///< names of patches without a commit
  std::vector<std::string> changed;         ///< names of patches whose commit is another change
  bool reordered = false;
  bool base_moved = false;  ///< the branch's base is not the one in the lock
  bool any() const {
    return !only_in_branch.empty() || !only_in_files.empty() || !changed.empty() || reordered || base_moved;
  }
};

}  // namespace mlxpatch::report

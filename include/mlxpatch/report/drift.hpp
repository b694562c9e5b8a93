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
  bool base_moved = false;         ///< the branch's base is not the one in the lock
  std::vector<std::string> stale;  ///< the series or the lock, if they alone are not what the branch gives
  /// Whether `regen` would write or remove a file.
  bool any() const { return is_about_patches() || !stale.empty(); }
  /// Whether branch and files are not the same patches on the same base.
  bool is_about_patches() const {
    return !only_in_branch.empty() || !only_in_files.empty() || !changed.empty() || reordered || base_moved;
  }
};

}  // namespace mlxpatch::report

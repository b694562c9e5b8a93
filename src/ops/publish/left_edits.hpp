#pragma once

#include <string>
#include <vector>

#include "fork/checkout.hpp"

namespace mlxpatch::ops {

/// Edits that the newest operation left alone because they were made while it was interrupted.
struct LeftEdits {
  std::string before, after;  ///< the trees that it went between, as git names them
  /// Paths in the checkout that have nothing of its changes: to commit them undoes those.
  std::vector<std::string> files;
  std::vector<std::string> conflicting;  ///< likewise, but edited where it changed them
};

/// Of these changed files. By what is in them alone: an edit that reverts all that the operation did to a file looks
/// the same. Throws Error.
LeftEdits left_edits(Checkout& checkout, const std::vector<std::string>& changed);

}  // namespace mlxpatch::ops

#pragma once

#include <string>

namespace mlxpatch::queue {

/// A patch as text (patch_text.hpp).
struct WholeText {
  std::string head;    ///< author and message
  std::string change;  ///< the diff
};

/// The diff of two patches with three lines of context, as `git range-diff` prints it: each line with its own sign
/// after that of the comparison, hunks under "@@ " and the heading that they are below. A hunk in which only context
/// of the patches differs is left out.
std::string compare_texts(const WholeText& before, const WholeText& after);

}  // namespace mlxpatch::queue

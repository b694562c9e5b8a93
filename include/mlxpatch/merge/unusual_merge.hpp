#pragma once

#include <string>

namespace mlxpatch::merge {

/// A path whose texts conflict by git's plain merge and yet merge.
struct UnusualMerge {
  enum class Way {
    other_diff,  ///< by another diff than git's: myers, patience or minimal
    both_sides,  ///< by the merge driver "union", which keeps the lines of both
  };
  std::string path;
  Way way = Way::other_diff;
};

/// What a person should know about it, in one sentence.
std::string note_of(const UnusualMerge& merge);

}  // namespace mlxpatch::merge

#pragma once

#include <span>
#include <vector>

#include <mlxpatch/diff/line_table.hpp>

namespace mlxpatch::diff {

/// For each line whether the other text lacks it; 1 where it does.
struct MyersMarks {
  std::vector<char> before;
  std::vector<char> after;
};

/// What git's default diff finds (Myers' divide and conquer, with xdiff's shortcuts: lines that occur too often are
/// left out where they stand among lines without a counterpart, and a box that costs too much is split at the best
/// guess), as it is before changes are slid to where they look best.
MyersMarks myers_marks(std::span<const LineNumber> before, std::span<const LineNumber> after);

}  // namespace mlxpatch::diff

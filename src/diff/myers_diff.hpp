#pragma once

#include <span>
#include <vector>

#include <mlxpatch/diff/line_table.hpp>

namespace mlxpatch::diff {

/// For each line 1 if the other text lacks it, else 0.
struct MyersMarks {
  std::vector<char> before;
  std::vector<char> after;
};

/// What git's default diff finds before it slides changes to where they look best. It is Myers' divide and conquer with
/// xdiff's shortcuts: lines that occur too often are left out if most lines around them have no counterpart, and a box
/// that costs too much is split at the best guess.
MyersMarks myers_marks(std::span<const LineNumber> before, std::span<const LineNumber> after);

}  // namespace mlxpatch::diff

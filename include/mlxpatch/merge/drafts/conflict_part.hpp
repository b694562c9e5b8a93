#pragma once

#include <cstddef>

namespace mlxpatch::merge {

/// Lines of a text, counted from 0, from `begin` to before `end`.
struct LineRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t count() const { return end - begin; }
  friend bool operator==(const LineRange&, const LineRange&) = default;
};

/// The same place in the three texts of a merge.
struct ConflictPart {
  LineRange base;
  LineRange ours;
  LineRange theirs;
  friend bool operator==(const ConflictPart&, const ConflictPart&) = default;
};

}  // namespace mlxpatch::merge

#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::patch {

/// A hunk as the applier looks for it: the lines that should stand in the text and those which replace them. Refers to
/// the hunk.
struct HunkPattern {
  std::vector<std::string_view> before;
  std::vector<std::string_view> after;
  std::vector<std::size_t> before_origin;  ///< for each line of `before` its index in the hunk's lines
  std::size_t leading = 0;                 ///< context lines in front of the first change
  std::size_t trailing = 0;                ///< and behind the last
  std::size_t start = 0;                   ///< where `before` should stand: lines in front of it

  std::size_t most_context() const { return leading > trailing ? leading : trailing; }
};

enum class Direction { forward, reverse };

HunkPattern pattern_of(const Hunk& hunk, Direction direction);

/// The hunk with `fuzz` context lines less at each end; the shorter end counts as if the missing lines were gone first.
HunkPattern with_less_context(const HunkPattern& pattern, std::size_t fuzz);

}  // namespace mlxpatch::patch

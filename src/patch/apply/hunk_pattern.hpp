#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::patch {

/// A hunk as the applier looks for it: the lines that the text should have, and those that replace them. Refers to the
/// hunk.
struct HunkPattern {
  std::vector<std::string_view> before;
  std::vector<std::string_view> after;
  std::vector<std::size_t> before_origin;  ///< for each line of `before`, its index in the hunk's lines
  std::size_t leading = 0;                 ///< context lines before the first change
  std::size_t trailing = 0;                ///< context lines after the last change
  std::size_t start = 0;                   ///< the stated position of `before`: how many lines precede it

  std::size_t most_context() const { return leading > trailing ? leading : trailing; }
};

enum class Direction { forward, reverse };

/// The pattern of the whole hunk. In reverse, the new lines are looked for and the old ones replace them.
HunkPattern pattern_of(const Hunk& hunk, Direction direction);

/// The pattern with `fuzz` context lines less at each end. The lines that the shorter end lacks count as dropped first.
HunkPattern with_less_context(const HunkPattern& pattern, std::size_t fuzz);

}  // namespace mlxpatch::patch

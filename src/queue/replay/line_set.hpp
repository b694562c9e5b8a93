#pragma once

#include <cstddef>
#include <string_view>
#include <unordered_set>

namespace mlxpatch::queue {

/// Different lines of a text, which must outlive the set. Their line ends belong to them.
using LineSet = std::unordered_set<std::string_view>;

LineSet line_set(std::string_view text);

/// The lines that a text has and another one does not. Costs little if most of the two is the same.
LineSet lines_only_in(std::string_view text, std::string_view other);

/// Takes the lines of a text out of a set.
void erase_lines(std::string_view text, LineSet& lines);

/// The lines that `after` has and `before` does not, blank ones aside.
LineSet new_lines(std::string_view before, std::string_view after);

/// The parts in which two texts differ, as whole lines with `around` more lines on each side.
struct Middles {
  std::string_view before;
  std::string_view after;
};

Middles middles_of(std::string_view before, std::string_view after, std::size_t around);

/// The same with the numbers of the lines: those from `begin` to before `end` of the text before are others after.
struct LineDifference {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view before;
  std::string_view after;
};

LineDifference difference_of(std::string_view before, std::string_view after);

}  // namespace mlxpatch::queue

#include "apply/hunk_pattern.hpp"

#include <cstddef>

#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::patch {
namespace {

/// How many context lines fuzz drops at an end that has `context` of them; the longer end has `most`.
std::size_t dropped(std::size_t context, std::size_t most, std::size_t fuzz) {
  const std::size_t missing = most - context;
  return fuzz > missing ? fuzz - missing : 0;
}

template <typename Values>
void drop_ends(Values& values, std::size_t first, std::size_t last) {
  values.resize(values.size() - last);
  values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(first));
}

}  // namespace

HunkPattern pattern_of(const Hunk& hunk, Direction direction) {
  const bool forward = direction == Direction::forward;
  const std::size_t stated = forward ? hunk.old_start : hunk.new_start;
  const char removed = forward ? '-' : '+';
  HunkPattern pattern;
  bool changed = false;
  for (std::size_t index = 0; index < hunk.lines.size(); ++index) {
    const HunkLine& line = hunk.lines[index];
    if (line.origin == ' ') {
      ++(changed ? pattern.trailing : pattern.leading);
    } else {
      changed = true;
      pattern.trailing = 0;
    }
    if (line.origin == ' ' || line.origin == removed) {
      pattern.before.push_back(line.text);
      pattern.before_origin.push_back(index);
    }
    if (line.origin != removed) pattern.after.push_back(line.text);
  }
  // A hunk without old lines names the line that it follows.
  pattern.start = pattern.before.empty() || stated == 0 ? stated : stated - 1;
  return pattern;
}

HunkPattern with_less_context(const HunkPattern& pattern, std::size_t fuzz) {
  HunkPattern less = pattern;
  const std::size_t first = dropped(pattern.leading, pattern.most_context(), fuzz);
  const std::size_t last = dropped(pattern.trailing, pattern.most_context(), fuzz);
  drop_ends(less.before, first, last);
  drop_ends(less.before_origin, first, last);
  drop_ends(less.after, first, last);
  less.leading -= first;
  less.trailing -= last;
  less.start += first;
  return less;
}

}  // namespace mlxpatch::patch

#include "apply/hunk_pattern.hpp"

#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::patch {
namespace {

/// How many context lines fall away at an end that has `context` of at most `most`.
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

Wanted wanted_from(const Hunk& hunk, Direction direction) {
  const bool forward = direction == Direction::forward;
  const std::size_t stated = forward ? hunk.old_start : hunk.new_start;
  const char removed = forward ? '-' : '+';
  Wanted wanted;
  bool changed = false;
  for (std::size_t index = 0; index < hunk.lines.size(); ++index) {
    const HunkLine& line = hunk.lines[index];
    if (line.origin == ' ') {
      ++(changed ? wanted.trailing : wanted.leading);
    } else {
      changed = true;
      wanted.trailing = 0;
    }
    if (line.origin == ' ' || line.origin == removed) {
      wanted.before.push_back(line.text);
      wanted.before_origin.push_back(index);
    }
    if (line.origin != removed) wanted.after.push_back(line.text);
  }
  // A hunk without old lines names the line which it stands behind.
  wanted.start = wanted.before.empty() || stated == 0 ? stated : stated - 1;
  return wanted;
}

Wanted with_less_context(const Wanted& wanted, std::size_t fuzz) {
  Wanted less = wanted;
  const std::size_t first = dropped(wanted.leading, wanted.most_context(), fuzz);
  const std::size_t last = dropped(wanted.trailing, wanted.most_context(), fuzz);
  drop_ends(less.before, first, last);
  drop_ends(less.before_origin, first, last);
  drop_ends(less.after, first, last);
  less.leading -= first;
  less.trailing -= last;
  less.start += first;
  return less;
}

}  // namespace mlxpatch::patch

#include <mlxpatch/diff/other_diffs.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

#include <git2.h>

#include <mlxpatch/diff/histogram_diff.hpp>

#include "compare_texts.hpp"

namespace mlxpatch::diff {
namespace {

/// The library counts from 1, and of no lines says which one they are behind.
std::size_t first_of(int start, int count) { return static_cast<std::size_t>(count == 0 ? start : start - 1); }

extern "C" int note_hunk(const git_diff_delta*, const git_diff_hunk* hunk, void* payload) {
  static_cast<std::vector<LineChange>*>(payload)->push_back(
      {first_of(hunk->old_start, hunk->old_lines), static_cast<std::size_t>(hunk->old_lines),
       first_of(hunk->new_start, hunk->new_lines), static_cast<std::size_t>(hunk->new_lines)});
  return 0;
}

}  // namespace

std::vector<LineChange> other_changes(std::string_view before, std::string_view after, OtherDiff diff) {
  std::vector<LineChange> changes;
  if (before == after) return changes;
  git_diff_options options = text_options();
  if (diff == OtherDiff::patience) options.flags |= GIT_DIFF_PATIENCE;
  if (diff == OtherDiff::minimal) options.flags |= GIT_DIFF_MINIMAL;
  compare_texts(before, after, options, {note_hunk, nullptr, &changes});
  return changes;
}

}  // namespace mlxpatch::diff

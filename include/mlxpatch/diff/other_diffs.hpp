#pragma once

#include <string_view>
#include <vector>

#include <mlxpatch/diff/histogram_diff.hpp>

namespace mlxpatch::diff {

/// The diffs that git has beside the histogram.
enum class OtherDiff { myers, patience, minimal };

/// What such a diff of two texts finds as a merge of files by the library uses it: without the indent heuristic. In
/// order, with at least one common line between two changes.
std::vector<LineChange> other_changes(std::string_view before, std::string_view after, OtherDiff diff);

}  // namespace mlxpatch::diff

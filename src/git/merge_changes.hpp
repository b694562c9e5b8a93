#pragma once

#include <optional>
#include <string>
#include <vector>

#include "histogram_diff.hpp"
#include "line_table.hpp"

namespace mlxpatch::git {

/// The two sides of a text merge: their lines, and how they differ from the base's.
struct TextSide {
  const NumberedLines& lines;
  const std::vector<LineChange>& changes;
};

/// The merged text as git's merge gives it (xdl_merge at its default level); nothing where both sides changed the same
/// lines differently, or lines that touch.
std::optional<std::string> merge_changes(const NumberedLines& base, const TextSide& ours, const TextSide& theirs);

/// The same where lines that both sides changed are taken from both, ours first, as git's `merge=union` has it.
std::string unite_changes(LineOccurrences& occurrences, const NumberedLines& base, const TextSide& ours,
                          const TextSide& theirs);

}  // namespace mlxpatch::git

#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/diff/histogram_diff.hpp>
#include <mlxpatch/diff/line_table.hpp>

namespace mlxpatch::merge {

/// The two sides of a text merge: their lines, and how they differ from the base's.
struct TextSide {
  const diff::NumberedLines& lines;
  const std::vector<diff::LineChange>& changes;
};

/// The merged text as git's merge gives it (xdl_merge at its default level); nothing where both sides changed the same
/// lines differently, or lines that touch.
std::optional<std::string> merge_changes(const diff::NumberedLines& base, const TextSide& ours, const TextSide& theirs);

/// The same where lines that both sides changed are taken from both, ours first, as git's `merge=union` has it.
std::string unite_changes(diff::LineOccurrences& occurrences, const diff::NumberedLines& base, const TextSide& ours,
                          const TextSide& theirs);

}  // namespace mlxpatch::merge

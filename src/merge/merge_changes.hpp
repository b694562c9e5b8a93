#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/histogram_diff.hpp>
#include <mlxpatch/git/line_table.hpp>

namespace mlxpatch::merge {

/// The two sides of a text merge: their lines, and how they differ from the base's.
struct TextSide {
  const git::NumberedLines& lines;
  const std::vector<git::LineChange>& changes;
};

/// The merged text as git's merge gives it (xdl_merge at its default level); nothing where both sides changed the same
/// lines differently, or lines that touch.
std::optional<std::string> merge_changes(const git::NumberedLines& base, const TextSide& ours, const TextSide& theirs);

/// The same where lines that both sides changed are taken from both, ours first, as git's `merge=union` has it.
std::string unite_changes(git::LineOccurrences& occurrences, const git::NumberedLines& base, const TextSide& ours,
                          const TextSide& theirs);

}  // namespace mlxpatch::merge

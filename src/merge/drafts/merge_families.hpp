#pragma once

#include <optional>
#include <string>

#include <mlxpatch/merge/drafts/conflict_region.hpp>

namespace mlxpatch::merge {

// Three ways to merge what git's merge leaves in conflict. Each is wrong too often to be trusted alone. All return the
// lines for the region, or std::nullopt if that way does not merge it.

/// Merges the region and a line on either side token by token: words, runs of blanks, and every other character by
/// itself. Two changes need an unchanged token between them.
std::optional<std::string> merge_tokens(const ConflictedText& text, const ConflictRegion& region);

/// Merges line by line, where changes of lines next to each other do not conflict: only those of the same lines do, and
/// lines that one side adds where the other one adds or changes some.
std::optional<std::string> merge_adjacent_lines(const ConflictedText& text, const ConflictRegion& region);

/// Applies each of their changes to ours at the one place in the region that has its old lines, with as many of its
/// three lines of context as can be found there: on both sides, else on one, else none if there are old lines.
std::optional<std::string> place_with_less_context(const ConflictedText& text, const ConflictRegion& region);

}  // namespace mlxpatch::merge

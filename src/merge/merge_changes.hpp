#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/diff/histogram_diff.hpp>
#include <mlxpatch/diff/line_table.hpp>
#include <mlxpatch/merge/drafts/conflict_part.hpp>
#include <mlxpatch/merge/merged_part.hpp>

namespace mlxpatch::merge {

/// One side of a text merge: its lines, and how they differ from the base's.
struct TextSide {
  const diff::NumberedLines& lines;
  const std::vector<diff::LineChange>& changes;
};

/// The merged text as git's merge gives it (xdl_merge at its default level); std::nullopt if the sides changed the same
/// or adjacent lines in different ways.
std::optional<std::string> merge_changes(const diff::NumberedLines& base, const TextSide& ours, const TextSide& theirs);

/// The merged text in parts: what conflicts, and what lies between, in turn (as in merged_parts()).
std::vector<MergedPart> part_changes(const diff::NumberedLines& base, const TextSide& ours, const TextSide& theirs);

/// The merged text with the lines of both sides, ours first, where both changed the same ones, as git's `merge=union`
/// does.
std::string unite_changes(diff::LineOccurrences& occurrences, const diff::NumberedLines& base, const TextSide& ours,
                          const TextSide& theirs);

/// Lines of the base that one or both sides changed, and what the sides have in their place.
struct MergePiece {
  bool is_conflict = false;  ///< both sides changed them, in different ways
  ConflictPart lines;
};

/// All of them, in order. Between two there is a line that is unchanged in all three texts.
std::vector<MergePiece> merge_pieces(const diff::NumberedLines& base, const TextSide& ours, const TextSide& theirs);

}  // namespace mlxpatch::merge

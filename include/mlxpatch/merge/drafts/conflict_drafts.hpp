#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/merge/drafts/conflict_region.hpp>
#include <mlxpatch/merge/drafts/moved_code.hpp>

namespace mlxpatch::merge {

/// Why a text may be what a person would make of a conflict. In the order of their precision.
enum class DraftKind {
  moved,          ///< upstream moved the region's lines to another file: the patch's change is to be made there
  already_there,  ///< upstream's side has what the patch adds, and nothing of what it removes
  agreement,      ///< two independent ways to merge give this, and none gives anything else
  both_orders,    ///< both sides only add lines, at the same place, and there is no agreement: one side's first
};

/// A possible resolution of a region.
struct ConflictDraft {
  DraftKind kind = DraftKind::agreement;
  std::string text;                   ///< in place of the region's markers
  std::optional<MovedPlace> place{};  ///< of `moved`: where the region's base lines are, to become theirs
};

/// The drafts for a region: ours is upstream's side, theirs the patch's. `moved` is where find_moved() found the
/// region's base lines. None for a region whose text does not end with a newline. No two drafts are the same.
std::vector<ConflictDraft> drafts_of(const ConflictedText& text, const ConflictRegion& region,
                                     const std::optional<MovedPlace>& moved = std::nullopt);

}  // namespace mlxpatch::merge

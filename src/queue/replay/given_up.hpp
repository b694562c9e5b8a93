#pragma once

#include <vector>

#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "replay/taken_change.hpp"

namespace mlxpatch::queue {

/// Whether upstream undid a change that it had taken: there is nothing left for the change's reverse to do, or the
/// change can be made again. Lines that upstream only moved elsewhere it still has. The merger must know between which
/// trees to follow renames.
bool is_given_up(objects::ObjectStore& store, merge::TreeMerger& merger,
                 const std::vector<objects::PathChange>& changes, const objects::OverlayTree& tree);

/// Whether a tree has every line that a change adds, anywhere in the same files. False if it adds none.
bool still_has_lines(objects::ObjectStore& store, const std::vector<objects::PathChange>& changes,
                     const objects::OverlayTree& tree);

/// The part of a taken change that upstream undid, file by file and run of lines by run of lines, as a change that can
/// be made again; empty if the tree has all of it, or has something else in its place.
std::vector<objects::PathChange> given_up_part(objects::ObjectStore& store, TakenChanges& taken,
                                               const std::vector<objects::PathChange>& changes,
                                               const objects::OverlayTree& tree);

/// Whether upstream has put lines back that a taken change deletes, whatever is around them now.
bool has_deleted_lines(objects::ObjectStore& store, const std::vector<objects::PathChange>& changes,
                       const objects::OverlayTree& tree);

/// One commit of upstream, as the trees before and after it.
struct UpstreamStep {
  const objects::OverlayTree& before;
  const objects::OverlayTree& after;
};

/// What a commit does to a change that upstream has taken.
struct Undoing {
  std::vector<objects::PathChange> part;  ///< what it undoes, as in given_up_part()
  bool puts_lines_back = false;           ///< lines that the change deletes
  /// It also puts something else in the place of lines that the change brought: then upstream works on what it took,
  /// and what it takes out along the way is not given up.
  bool is_rework = false;
  bool undoes() const { return !part.empty() || puts_lines_back; }
  bool gives_up() const { return undoes() && !is_rework; }
};

/// Only what was not undone before the commit counts.
Undoing undone_by(objects::ObjectStore& store, TakenChanges& taken, const std::vector<objects::PathChange>& changes,
                  const UpstreamStep& step);

}  // namespace mlxpatch::queue

#pragma once

#include <string>
#include <vector>

#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

namespace mlxpatch::queue {

/// The lines of a file that a patch deletes for good, and that our side has all the same, at another place. For a merge
/// both sides deleted them, so it changes nothing; but they are there.
std::vector<std::string> deleted_lines_left(objects::ObjectStore& store, const objects::PathChange& change,
                                            const git::Entry& ours);

/// Whether a merge changes nothing of our side.
bool changes_nothing(const merge::PathMerge& merge, const objects::OverlayTree& ours);

/// Adds to a clean merge that changes nothing a conflict for each file that still has lines which the patch deletes,
/// with those lines marked up.
void report_moved_deletions(objects::ObjectStore& store, const std::vector<objects::PathChange>& changes,
                            const objects::OverlayTree& ours, const merge::MergeOptions& options,
                            merge::PathMerge& merge);

/// Where a path of the patch is in our side, which may have renamed it.
const std::string& path_in_ours(const std::string& path, const merge::PathMerge& merge);

}  // namespace mlxpatch::queue

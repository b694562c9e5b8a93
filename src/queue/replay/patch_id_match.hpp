#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "replay/queued_patch.hpp"
#include "replay/same_change.hpp"
#include "replay/upstream_range.hpp"
#include "replay/upstream_touches.hpp"

namespace mlxpatch::queue {

/// The git diff of these changes, without renames.
std::string diff_text(objects::ObjectStore& store, const std::vector<objects::PathChange>& changes,
                      std::size_t context = 3);

/// The files that a run of consecutive patches changes, each from before the run to after it.
std::vector<objects::PathChange> joint_change(const std::vector<QueuedPatch>& patches, std::size_t first,
                                              std::size_t last);

/// For each patch: the first commit, merges aside, that makes the same change according to `git patch-id --stable`, at
/// the same place, and that upstream has not taken back since.
std::vector<std::optional<SameChange>> find_same_changes(objects::ObjectStore& store,
                                                         const std::vector<QueuedPatch>& patches,
                                                         const UpstreamRange& range, UpstreamTouches& touches,
                                                         const std::function<void(std::size_t)>& on_commit);

}  // namespace mlxpatch::queue

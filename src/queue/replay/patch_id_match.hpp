#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "replay/queued_patch.hpp"
#include "replay/upstream_range.hpp"
#include "replay/upstream_touches.hpp"

namespace mlxpatch::queue {

/// The git diff of these changes, without renames.
std::string diff_text(objects::ObjectStore& store, const std::vector<objects::PathChange>& changes);

/// For each patch: the index into `range.commits` of the first commit, merges aside, that makes the same change
/// according to `git patch-id --stable`.
std::vector<std::optional<std::size_t>> find_same_changes(objects::ObjectStore& store,
                                                          const std::vector<QueuedPatch>& patches,
                                                          const UpstreamRange& range, UpstreamTouches& touches);

}  // namespace mlxpatch::queue

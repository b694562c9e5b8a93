#pragma once

#include <cstddef>
#include <functional>
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

/// The upstream commit that makes the same change as a patch, or as a run of consecutive patches of which it is one.
struct SameChange {
  std::size_t commit = 0;  ///< an index into the range's commits
  std::size_t first = 0;   ///< the run's patches
  std::size_t last = 0;
  std::optional<std::size_t> reworked_by;  ///< a later commit that takes part of it out while it changes the rest
  bool is_squashed() const { return first != last; }
};

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

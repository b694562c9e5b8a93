#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>

#include "replay/queued_patch.hpp"
#include "replay/upstream_range.hpp"

namespace mlxpatch::queue {

/// A patch that was cherry-picked from a commit of the range, according to the line that `pick` and `git cherry-pick
/// -x` add to the message.
struct PickedOrigin {
  git::Oid commit;
  bool changes_more = false;  ///< the patch changes files that the commit does not
};

/// The origin of each patch, as far as it is in the range and has not been reverted there.
std::vector<std::optional<PickedOrigin>> find_picked_origins(objects::ObjectStore& store,
                                                             const std::vector<QueuedPatch>& patches,
                                                             const UpstreamRange& range);

/// How many of the lines that a patch adds a commit does not add to the same files.
std::size_t lines_added_beyond(objects::ObjectStore& store, const QueuedPatch& patch, const git::Oid& commit);

}  // namespace mlxpatch::queue

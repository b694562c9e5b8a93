#pragma once

#include <cstddef>
#include <optional>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>

#include "replay/queued_patch.hpp"
#include "replay/upstream_range.hpp"

namespace mlxpatch::queue {

/// The commit of upstream's first-parent line, an index into the range's, since which upstream has a patch that
/// conflicts: it applies in reverse. That counts only as proof. `queue_tree` is upstream's last tree with the earlier
/// patches of the queue; there each hunk has exactly one place, each line that the patch deletes was in upstream's file
/// at the base and is gone, and undoing the patch and merging it again gives the same files. At the base it did not
/// apply in reverse. std::nullopt if any of that does not hold.
std::optional<std::size_t> reverse_applies_since(objects::ObjectStore& store, const QueuedPatch& patch,
                                                 const UpstreamRange& range, const git::Oid& queue_tree);

}  // namespace mlxpatch::queue

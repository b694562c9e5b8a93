#pragma once

#include <cstddef>
#include <optional>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>

#include "replay/queued_patch.hpp"
#include "replay/upstream_range.hpp"

namespace mlxpatch::queue {

/// For a patch that is empty on upstream's last commit with the earlier patches on it (`queue_tree`): the commit of
/// the first-parent line, an index into the range's, since which it has been. std::nullopt if the range is not known,
/// or if the patch is empty at the base already.
std::optional<std::size_t> empty_since(objects::ObjectStore& store, const QueuedPatch& patch,
                                       const UpstreamRange& range, const git::Oid& queue_tree);

}  // namespace mlxpatch::queue

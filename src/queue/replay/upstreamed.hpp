#pragma once

#include <optional>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>

#include "replay/queued_patch.hpp"
#include "replay/upstream_range.hpp"

namespace mlxpatch::queue {

/// The commit of upstream's first-parent line since which the patch applies in reverse to upstream's files, that is,
/// since which upstream has the change. std::nullopt if the patch does not apply in reverse at the line's end.
std::optional<git::Oid> reverse_applies_since(objects::ObjectStore& store, const QueuedPatch& patch,
                                              const UpstreamRange& range);

}  // namespace mlxpatch::queue

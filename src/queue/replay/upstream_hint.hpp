#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>

#include "replay/queued_patch.hpp"
#include "replay/upstream_range.hpp"

namespace mlxpatch::queue {

/// An upstream commit that may have the change in a form of its own, by the words that both brought.
struct UpstreamHint {
  git::Oid commit;
  std::vector<std::string> words;  ///< the most telling first
  std::size_t of = 0;              ///< how many new words the patch has
};

/// The commit of upstream's first-parent line that brought most of the patch's new words (flags, quoted strings,
/// identifiers) to the same files, if that would convince a reviewer: a flag or a string, or two identifiers, and half
/// of all of them. Words that the files have at the base, or no longer have at the line's end, are no evidence.
std::optional<UpstreamHint> upstream_hint(objects::ObjectStore& store, const QueuedPatch& patch,
                                          const UpstreamRange& range);

}  // namespace mlxpatch::queue

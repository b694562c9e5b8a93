#pragma once

#include <optional>
#include <string>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>

#include "replay/queued_patch.hpp"
#include "replay/upstream_range.hpp"

namespace mlxpatch::queue {

/// A hint that upstream may have the change in a form of its own.
struct TellingWord {
  std::string word;
  git::Oid commit;  ///< which brought it
};

/// The most telling word (a flag, a quoted text, a long identifier) that the patch brings into its files and upstream
/// brought into the same files since the base, with the commit of the first-parent line that did. std::nullopt if
/// there is none.
std::optional<TellingWord> strongest_telling_word(objects::ObjectStore& store, const QueuedPatch& patch,
                                                  const UpstreamRange& range);

}  // namespace mlxpatch::queue

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/objects/object_store.hpp>

#include "replay/upstream_range.hpp"

namespace mlxpatch::queue {

/// A text that a patch changes, and our side's version of it, null if upstream did not change it.
struct BroughtFile {
  std::string path;
  Bytes before;
  Bytes after;
  Bytes ours;
};

/// The newest commit of upstream's first-parent line, an index into the range's, that alone brought every line which
/// the patch adds to the same files: upstream may have the patch at another place. std::nullopt if there is none, or if
/// the lines say too little.
std::optional<std::size_t> commit_that_brought(objects::ObjectStore& store, const UpstreamRange& range,
                                               const std::vector<BroughtFile>& files);

}  // namespace mlxpatch::queue

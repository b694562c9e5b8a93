#pragma once

#include <optional>
#include <string_view>

#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>

#include "git_merges.hpp"

namespace mlxpatch::tests {

/// Why our merge of a patch may differ from git's (docs/architecture.md, "Where a merge is not git's, on purpose");
/// std::nullopt if it must not. To be called only if it does.
std::optional<std::string_view> known_difference(objects::ObjectStore& store, const queue::ReplayedPatch& ours,
                                                 const AskedMerge& asked, const GitMerge& theirs);

}  // namespace mlxpatch::tests

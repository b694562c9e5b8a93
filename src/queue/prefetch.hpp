#pragma once

#include <vector>

#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

namespace mlxpatch::queue {

/// Asks a partial clone's remote in one go for the file contents on both sides of these changes, which would otherwise
/// be fetched one by one as they are read, each with a call of git. Does nothing in a complete repository.
void prefetch(objects::ObjectStore& store, const std::vector<objects::PathChange>& changes);

}  // namespace mlxpatch::queue

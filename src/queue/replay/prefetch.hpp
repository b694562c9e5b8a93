#pragma once

#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "replay/queued_patch.hpp"
#include "replay/upstream_range.hpp"
#include "replay/upstream_touches.hpp"

namespace mlxpatch::queue {

/// Each of these asks a partial clone's remote, in one go, for the file contents that work on the queue will read. They
/// do nothing in a whole repository. What they do not foresee is fetched when it is read, at the price of a call of
/// git.

/// What the patches change.
void fetch_contents(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches);
/// The same, and what upstream made of the patches' files, commit by commit.
void fetch_contents(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches, const UpstreamRange& range,
                    UpstreamTouches& touches);
/// The same, and what upstream has at the patches' paths in one tree.
void fetch_contents(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches, const git::Oid& base_tree,
                    const git::Oid& tree);
/// What patch files change in a tree.
void fetch_contents(objects::ObjectStore& store, const std::vector<patch::Patch>& patches, const git::Oid& tree);

}  // namespace mlxpatch::queue

#pragma once

#include <optional>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/patch/patch.hpp>

namespace mlxpatch::queue {

/// The patch with the paths of the strip level at which most of the files that it names exist in the tree; if several
/// levels are equal, the one at which its text applies. Returns std::nullopt if that is the level it has, or if its
/// level was given. If the names show a level, as a/ and b/ do, another one is taken only if nothing of the patch
/// exists there, not even a directory, and all its files exist at the other.
std::optional<patch::Patch> with_strip_for(objects::ObjectStore& store, const patch::Patch& patch,
                                           const git::Oid& tree);

}  // namespace mlxpatch::queue

#pragma once

#include <variant>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/apply_outcome.hpp>  // IWYU pragma: export

namespace mlxpatch::queue {

/// Applies one patch to a tree in memory, at the strip level that was given or else fits the tree: three-way if the
/// policy allows it and the version that the patch was made for is known, else by its text.
std::variant<AppliedPatch, ApplyFailure> apply_to_tree(objects::ObjectStore& store, const patch::Patch& patch,
                                                       const git::Oid& tree, const ApplyPolicy& policy = {});

/// The failure as an Error, with every place and hint that is known.
Error failure_as_error(const ApplyFailure& failure);

}  // namespace mlxpatch::queue

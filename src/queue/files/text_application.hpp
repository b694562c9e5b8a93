#pragma once

#include <cstddef>
#include <variant>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/apply_outcome.hpp>

namespace mlxpatch::queue {

/// Shorter ids in `index` lines prove nothing and are not looked up.
inline constexpr std::size_t k_shortest_id = 7;

/// The files that the patch expects in a tree: those that no earlier part of it makes, by the first part that names
/// them.
std::vector<const patch::FilePatch*> expected_files(const patch::Patch& patch);

/// Whether the patch adds lines to a file from which it takes none: it makes the file if there is none, as
/// `diff -N a/x b/x` means it.
bool may_create(const patch::FilePatch& file);

/// Applies the patch by its text alone, to the paths that it names.
std::variant<AppliedPatch, ApplyFailure> apply_as_text(objects::ObjectStore& store, const patch::Patch& patch,
                                                       const git::Oid& tree, const ApplyPolicy& policy);

}  // namespace mlxpatch::queue

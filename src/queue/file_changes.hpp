#pragma once

#include <vector>

#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/patch/format/diff_writer.hpp>

namespace mlxpatch::queue {

/// A changed path with the content of both sides, as write_diff() takes it; a submodule's content is the line
/// "Subproject commit <id>\n". Throws Error if an object cannot be read.
patch::FileChange file_change(objects::ObjectStore& store, const objects::PathChange& change);

/// The same for each path, in order.
std::vector<patch::FileChange> file_changes(objects::ObjectStore& store,
                                            const std::vector<objects::PathChange>& changes);

}  // namespace mlxpatch::queue

#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/files/known_patch.hpp>

namespace mlxpatch::queue {

/// The known patch that a commit is.
struct PatchMatch {
  std::size_t known = 0;  ///< its index
  /// Whether it is the very commit or has the name in its trailer, or only says the same.
  enum class By { name, content } by = By::content;
};

/// Which of the known patches each commit is. No two commits are the same one. If a commit was split, its first part is
/// the known patch; if several were squashed, the result is the first of them.
std::vector<std::optional<PatchMatch>> match_patches(objects::ObjectStore& store,
                                                     const std::vector<git::Commit>& commits,
                                                     const std::vector<KnownPatch>& known);

}  // namespace mlxpatch::queue

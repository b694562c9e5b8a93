#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/files/known_patch.hpp>

namespace mlxpatch::queue {

/// The name of a commit's patch file.
struct PatchName {
  std::string name;
  std::string known_as;  ///< the name that the file has now; empty if the commit has none yet
};

struct NamingOptions {
  bool numbered = true;  ///< "0001-" in front of names that are made from subjects
  /// `renumber` gives numbered files the number of their place in the queue. Nothing else changes a number.
  enum class Numbers { keep, renumber } numbers = Numbers::keep;
};

/// Names the patch files of a queue (oldest first). A commit keeps the file that it has among `known` (in the order of
/// the queue), by its id, else its trailer, else what else is the same: the patch-id, author and date, the subject, its
/// place and most of its lines. A trailer names a commit that has no file; what has neither is named after its subject.
/// No two names are the same, and no new one differs from another in case only.
std::vector<PatchName> name_patches(objects::ObjectStore& store, const std::vector<git::Commit>& commits,
                                    const std::vector<KnownPatch>& known, const NamingOptions& options = {});

}  // namespace mlxpatch::queue

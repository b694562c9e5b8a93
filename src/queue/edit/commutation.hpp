#pragma once

#include <cstddef>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/objects/object_store.hpp>

#include "replay/queued_patch.hpp"

namespace mlxpatch::queue {

/// Whether git's merge would be clean, too: by its own diff, or by the driver that attributes name.
bool merges_as_git(const merge::PathMerge& merge);

/// Whether the step between two trees is the change that the patch makes, wherever its lines are and whatever is around
/// them.
bool is_change_of(objects::ObjectStore& store, const QueuedPatch& patch, const git::Oid& before, const git::Oid& after);

/// Really applies patches of a queue in another order, in memory, to see whether they commute (see Dependencies).
class Commutation {
 public:
  /// The arguments must outlive it.
  Commutation(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches, merge::MergeOptions options);

  /// Whether a patch commutes with these earlier ones, of which there is at least one, together: with all of them above
  /// it. They are in the order of the queue; those that need one of them, and are below the patch, must be among them.
  bool commutes(std::size_t patch, const std::vector<std::size_t>& earlier) const;

 private:
  objects::ObjectStore& m_store;
  const std::vector<QueuedPatch>& m_patches;
  merge::MergeOptions m_options;
};

}  // namespace mlxpatch::queue

#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "replay/same_change.hpp"
#include "replay/taken_change.hpp"
#include "replay/upstream_range.hpp"

namespace mlxpatch::queue {

/// What upstream's commits do with a change that one of them makes, too. The arguments of the constructor must outlive
/// it.
class UpstreamCheck {
 public:
  UpstreamCheck(objects::ObjectStore& store, const UpstreamRange& range)
      : m_scratch(store), m_merger(m_scratch), m_range(range) {}

  /// Whether a commit with a change's patch-id made it at the same place.
  bool has_place(const std::vector<objects::PathChange>& changes, std::size_t commit);

  /// Whether upstream has kept all of a change since a commit. It has, too, if it took it back by a commit that
  /// `is_ours`, because a later patch of the queue does the same. Notes the last commit that reworked it.
  bool has_kept(const std::vector<objects::PathChange>& changes, SameChange& same,
                const std::function<bool(std::size_t commit)>& is_ours);

 private:
  class Watch;
  enum class Left { nothing, something, unknown };
  Left left_of(const std::vector<objects::PathChange>& changes, const git::Oid& tree);
  enum class Taken { kept, further, back };
  Taken fate_of(const std::vector<objects::PathChange>& changes, const git::Oid& before, const git::Oid& tree);

  objects::ObjectStore m_scratch;
  merge::TreeMerger m_merger;
  TakenChanges m_taken;
  const UpstreamRange& m_range;
};

}  // namespace mlxpatch::queue

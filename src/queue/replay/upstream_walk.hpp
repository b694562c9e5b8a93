#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>

#include "replay/upstream_range.hpp"

namespace mlxpatch::queue {

/// Whether something holds in a tree of upstream's.
using TreePredicate = std::function<bool(const git::Oid& tree)>;

/// The commit of upstream's first-parent line, an index into the range's, since which `holds` has been true without a
/// break. Only commits that touch these paths (sorted) are asked. std::nullopt if it does not hold at the line's end,
/// or if it holds at the base already.
std::optional<std::size_t> holds_since(objects::ObjectStore& store, const UpstreamRange& range,
                                       const std::vector<std::string>& paths, const TreePredicate& holds);

/// The first commit of that line, among those that touch these paths, after which `holds` is true.
std::optional<std::size_t> first_holds(objects::ObjectStore& store, const UpstreamRange& range,
                                       const std::vector<std::string>& paths, const TreePredicate& holds);

/// Upstream's earlier trees with a part of the queue on them that is known on its last one only. The arguments must
/// outlive it.
class QueueOnUpstream {
 public:
  /// `queue_tree` is upstream's last tree with that part of the queue.
  QueueOnUpstream(objects::ObjectStore& store, const UpstreamRange& range, const git::Oid& queue_tree);

  /// A layer over the store, with the blobs of the trees below.
  objects::ObjectStore& scratch() { return m_scratch; }
  merge::TreeMerger& merger() { return m_merger; }
  /// An earlier tree with what that part of the queue changes at these paths (sorted); std::nullopt if that does not
  /// merge there.
  std::optional<objects::OverlayTree> at(const git::Oid& tree, const std::vector<std::string>& paths);

 private:
  objects::ObjectStore m_scratch;
  merge::TreeMerger m_merger;
  git::Oid m_upstream_tree;
  git::Oid m_queue_tree;
};

}  // namespace mlxpatch::queue

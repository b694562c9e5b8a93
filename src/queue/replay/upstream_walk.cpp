#include "replay/upstream_walk.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

#include "replay/upstream_range.hpp"

namespace mlxpatch::queue {

namespace {

bool touches(objects::ObjectStore& store, const UpstreamRange& range, std::size_t position,
             const std::vector<std::string>& paths) {
  check_interrupt();
  const git::Oid& after = range.commits[range.chain[position]].tree;
  return !objects::changes_at(store, tree_before(range, position), after, paths).empty();
}

}  // namespace

std::optional<std::size_t> holds_since(objects::ObjectStore& store, const UpstreamRange& range,
                                       const std::vector<std::string>& paths, const TreePredicate& holds) {
  if (range.chain.empty() || !holds(range.commits[range.chain.back()].tree)) return std::nullopt;
  for (std::size_t i = range.chain.size(); i-- > 0;) {
    if (touches(store, range, i, paths) && !holds(tree_before(range, i))) return range.chain[i];
  }
  return std::nullopt;
}

std::optional<std::size_t> first_holds(objects::ObjectStore& store, const UpstreamRange& range,
                                       const std::vector<std::string>& paths, const TreePredicate& holds) {
  for (std::size_t i = 0; i < range.chain.size(); ++i) {
    if (touches(store, range, i, paths) && holds(range.commits[range.chain[i]].tree)) return range.chain[i];
  }
  return std::nullopt;
}

QueueOnUpstream::QueueOnUpstream(objects::ObjectStore& store, const UpstreamRange& range, const git::Oid& queue_tree)
    : m_scratch(store),
      m_merger(m_scratch),
      m_upstream_tree(range.chain.empty() ? range.base_tree : range.commits[range.chain.back()].tree),
      m_queue_tree(queue_tree) {}

std::optional<objects::OverlayTree> QueueOnUpstream::at(const git::Oid& tree, const std::vector<std::string>& paths) {
  objects::OverlayTree overlay(m_scratch, tree);
  const auto changes = objects::changes_at(m_scratch, m_upstream_tree, m_queue_tree, paths);
  const auto is_directory = [](const objects::PathChange& change) {
    return change.before.mode == git::Mode::tree || change.after.mode == git::Mode::tree;
  };
  if (std::ranges::any_of(changes, is_directory)) return std::nullopt;
  m_merger.find_renames_between(m_upstream_tree, tree);
  const merge::PathMerge merge = m_merger.merge(changes, overlay);
  if (!merge.clean()) return std::nullopt;
  overlay.put(merge.edits);
  return overlay;
}

}  // namespace mlxpatch::queue

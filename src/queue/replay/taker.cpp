#include "replay/taker.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/text_merge.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>

#include "replay/moved_deletion.hpp"
#include "replay/queued_patch.hpp"
#include "replay/upstream_range.hpp"
#include "replay/upstream_walk.hpp"

namespace mlxpatch::queue {

std::optional<std::size_t> empty_since(objects::ObjectStore& store, const QueuedPatch& patch,
                                       const UpstreamRange& range, const git::Oid& queue_tree) {
  QueueOnUpstream upstream(store, range, queue_tree);
  const std::vector<std::string> paths = sorted_paths(patch.changes);
  const auto is_empty = [&](const git::Oid& tree) {
    const std::optional<objects::OverlayTree> ours = upstream.at(tree, paths);
    if (!ours) return false;
    merge::MergeOptions options;
    options.effort = merge::MergeEffort::verdict;
    upstream.merger().find_renames_between(patch.before_tree, tree);
    const merge::PathMerge merged = upstream.merger().merge(patch.changes, *ours, options);
    return merged.clean() && changes_nothing(merged, *ours);
  };
  return holds_since(store, range, paths, is_empty);
}

}  // namespace mlxpatch::queue

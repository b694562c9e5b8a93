#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/edit/edited_queue.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>

namespace mlxpatch::queue {

/// A patch that can't be where a new order has it: there it conflicts, or would not make the same change.
struct Obstacle {
  std::size_t patch = 0;  ///< its index in the queue
  /// Those of the patches now on its other side, or gone, with which it does not commute. At least one.
  std::vector<std::size_t> over;
  std::vector<std::string> paths;  ///< what the patch and those both change; its own paths if there is none
};

/// A queue in another order, or without some of its patches.
struct Rearranged : EditedQueue {
  std::vector<Obstacle> obstacles;  ///< in the new order; `commits` are without them, and so is what was tried later
};

/// Puts the patches of a queue (`commits`: oldest first, one parent each, the first one's is `base`) in the order that
/// `order` gives, by their indices, each at most once. Those that it leaves out leave the queue. Each patch is merged
/// as in a replay, and has to make the change that it made before, by its patch-id. In memory: new objects stay pending
/// in the store. Throws Error if a commit does not have exactly one parent.
Rearranged rearrange(objects::ObjectStore& store, const std::vector<git::Oid>& commits, const git::Oid& base,
                     const std::vector<std::size_t>& order, const ReplayOptions& options);

}  // namespace mlxpatch::queue

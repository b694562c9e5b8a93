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
  /// Those of the patches now on its other side, or gone, that it needs, or that need it (see Dependencies): directly
  /// if there are any. If it commutes with each of them, and only not with several at once, those that change the same
  /// files, or else all.
  std::vector<std::size_t> over;
  std::vector<std::string> paths;  ///< where they meet
};

/// A queue in another order, or without some of its patches.
struct Rearranged : EditedQueue {
  std::vector<Obstacle> obstacles;  ///< in the new order; `commits` are without them, and so is what was tried later
};

/// Puts the patches of a queue (`commits`: oldest first, one parent each, the first one's is `base`) in the order that
/// `order` gives, by their indices, each at most once. Those that it leaves out leave the queue. Each patch is merged
/// as git's cherry-pick merges, and has to make the same change as before. In memory: new objects stay pending in the
/// store. Throws Error if a commit does not have exactly one parent.
///
/// An obstacle needs a patch that is now above it or gone, directly or not (see Dependencies). What needs one of those
/// directly is an obstacle. What needs one by way of others is none if all of those that are gone leave it what it had,
/// as a patch and another one that takes it back do; and where files move, what can do without a patch that is gone may
/// not commute with it, as a directory that moves does not with a file that comes to it.
Rearranged rearrange(objects::ObjectStore& store, const std::vector<git::Oid>& commits, const git::Oid& base,
                     const std::vector<std::size_t>& order, const ReplayOptions& options);

}  // namespace mlxpatch::queue

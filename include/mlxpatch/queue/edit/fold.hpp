#pragma once

#include <cstddef>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/edit/rearrange.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>

namespace mlxpatch::queue {

/// Patches that become one with another.
struct Folding {
  std::vector<std::size_t> patches;  ///< their places, from 0
  std::size_t into = 0;              ///< the place of the other; not one of them
};

/// The queue in which a patch makes the change of some others, too, at its own place, and keeps its author, message and
/// name. Those others first move next to it, in their order, as rearrange() moves them; with an obstacle nothing is
/// folded.
Rearranged fold(objects::ObjectStore& store, const std::vector<git::Oid>& commits, const git::Oid& base,
                const Folding& folding, const ReplayOptions& options);

}  // namespace mlxpatch::queue

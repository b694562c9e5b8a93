#pragma once

#include <functional>
#include <string>
#include <vector>

#include <mlxpatch/git/repository.hpp>

#include "tracking_refs.hpp"

namespace mlxpatch::transport {

/// A tag may be a person's own, of a name that upstream has, too. Before the moves are made, what a tag names and no
/// branch reaches is kept by a ref below refs/mlxpatch/tags/; `on_kept` is called with the tag's name and that ref.
/// Throws Error.
void keep_moved_tags(const git::Repository& repository, const std::vector<TrackingMove>& moves,
                     const std::function<void(const std::string& tag, const std::string& kept)>& on_kept);

/// The same for branches that are removed because they are in a new one's way, below refs/mlxpatch/remotes/.
void keep_removed_branches(const git::Repository& repository, const std::vector<TrackingMove>& moves);

}  // namespace mlxpatch::transport

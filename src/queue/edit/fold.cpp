#include <mlxpatch/queue/edit/fold.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/edit/rearrange.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>

#include "edit/commit_chain.hpp"
#include "replay/queued_patch.hpp"

namespace mlxpatch::queue {

namespace {

/// The queue's order with the group next to each other, where `into` is among the patches that stay.
std::vector<std::size_t> gathered(std::size_t count, const std::vector<std::size_t>& group, std::size_t into) {
  std::vector<std::size_t> order;
  for (std::size_t place = 0; place < count; ++place) {
    if (place == into) {
      order.insert(order.end(), group.begin(), group.end());
    } else if (std::ranges::find(group, place) == group.end()) {
      order.push_back(place);
    }
  }
  return order;
}

}  // namespace

Rearranged fold(objects::ObjectStore& store, const std::vector<git::Oid>& commits, const git::Oid& base,
                const Folding& folding, const ReplayOptions& options) {
  std::vector<std::size_t> group = folding.patches;
  group.push_back(folding.into);
  std::ranges::sort(group);
  Rearranged made = rearrange(store, commits, base, gathered(commits.size(), group, folding.into), options);
  if (!made.obstacles.empty()) return made;

  const git::Commit text = load_queue(store, {commits.at(folding.into)}, options.names).front().commit;
  const std::vector<QueuedPatch> patches = load_queue(store, made.commits, options.names);
  CommitChain chain(store, base, options.committer);
  for (std::size_t i = 0; i < patches.size(); ++i) {
    const std::size_t place = made.from[i].value();
    if (std::ranges::find(group, place) == group.end()) {
      chain.keep(patches[i], place);
    } else if (place == group.back()) {
      git::Commit commit = text;
      commit.tree = patches[i].commit.tree;
      chain.put(std::move(commit), folding.into);
    }
  }
  return {chain.end(), {}};
}

}  // namespace mlxpatch::queue

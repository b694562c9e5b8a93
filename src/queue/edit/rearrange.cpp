#include <mlxpatch/queue/edit/rearrange.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/edit/dependencies.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>

#include "edit/commutation.hpp"
#include "replay/direct_replay.hpp"
#include "replay/queued_patch.hpp"

namespace mlxpatch::queue {

namespace {

using Indices = std::set<std::size_t>;

std::vector<std::string> common_paths(const QueuedPatch& one, const QueuedPatch& other) {
  const std::vector<std::string> paths = sorted_paths(one.changes);
  const std::vector<std::string> others = sorted_paths(other.changes);
  std::vector<std::string> common;
  std::ranges::set_intersection(paths, others, std::back_inserter(common));
  return common;
}

class Rearrangement {
 public:
  Rearrangement(objects::ObjectStore& store, const std::vector<git::Oid>& commits, const git::Oid& base,
                const ReplayOptions& options)
      : m_store(store),
        m_commits(commits),
        m_options(options),
        m_patches(load_queue(store, commits, options.names)),
        m_replay(store, base, options) {}

  void take(std::size_t index) {
    check_interrupt();
    const QueuedPatch& patch = m_patches.at(index);
    const merge::PathMerge merge = m_replay.try_merge(patch);
    const git::Oid tree = merges_as_git(merge) ? m_replay.tree_with(patch, merge) : git::Oid{};
    if (!merges_as_git(merge) || !is_change_of(m_store, patch, m_replay.tree(), tree)) {
      m_made.obstacles.push_back(obstacle(index));
      return;
    }
    m_made.commits.push_back(m_replay.take(patch, tree));
    m_made.from.emplace_back(index);
    m_below.insert(index);
  }

  Rearranged end() {
    m_made.tree = m_replay.tree();
    return std::move(m_made);
  }

 private:
  /// The patches that are below this one in one of both orders only.
  Indices others_of(std::size_t index) const {
    Indices others = m_below;
    for (std::size_t i = 0; i < index; ++i) {
      if (!others.erase(i)) others.insert(i);
    }
    return others;
  }

  Obstacle obstacle(std::size_t index) {
    const Indices others = others_of(index);
    Obstacle found;
    found.patch = index;
    std::set<std::string> paths;
    for (const std::size_t other : others) {
      const auto [earlier, later] = std::minmax(index, other);
      for (const Need& need : dependencies().needs_of(later)) {
        if (need.patch != earlier) continue;
        found.over.push_back(other);
        paths.insert(need.paths.begin(), need.paths.end());
      }
    }
    if (found.over.empty()) found.over = indirect(index, others);
    if (found.over.empty()) found.over = all_near(index, others);
    if (paths.empty()) paths = paths_with(index, found.over);
    found.paths.assign(paths.begin(), paths.end());
    return found;
  }

  /// Those of the others that it needs by way of patches which it has below it all the same, in another form.
  std::vector<std::size_t> indirect(std::size_t index, const Indices& others) {
    std::vector<std::size_t> found;
    std::ranges::set_intersection(dependencies().all_needs_of(index), others, std::back_inserter(found));
    return found;
  }

  /// Those of the others that change files which the patch changes; all if none does.
  std::vector<std::size_t> all_near(std::size_t index, const Indices& others) const {
    std::vector<std::size_t> near;
    std::ranges::copy_if(others, std::back_inserter(near), [&](std::size_t other) {
      return !common_paths(m_patches.at(index), m_patches.at(other)).empty();
    });
    return near.empty() ? std::vector(others.begin(), others.end()) : near;
  }

  /// The paths that it and any of the others change; its own if there is none.
  std::set<std::string> paths_with(std::size_t index, const std::vector<std::size_t>& others) const {
    std::set<std::string> paths;
    for (const std::size_t other : others) {
      for (std::string& path : common_paths(m_patches.at(index), m_patches.at(other))) paths.insert(std::move(path));
    }
    if (!paths.empty()) return paths;
    const std::vector<std::string> own = sorted_paths(m_patches.at(index).changes);
    return {own.begin(), own.end()};
  }

  const Dependencies& dependencies() {
    if (!m_dependencies) m_dependencies = find_dependencies(m_store, m_commits, m_options);
    return *m_dependencies;
  }

  objects::ObjectStore& m_store;
  const std::vector<git::Oid>& m_commits;
  const ReplayOptions& m_options;
  std::vector<QueuedPatch> m_patches;
  DirectReplay m_replay;
  std::optional<Dependencies> m_dependencies;  ///< found for the first obstacle
  Indices m_below;                             ///< what has been taken
  Rearranged m_made;
};

}  // namespace

Rearranged rearrange(objects::ObjectStore& store, const std::vector<git::Oid>& commits, const git::Oid& base,
                     const std::vector<std::size_t>& order, const ReplayOptions& options) {
  Rearrangement rearrangement(store, commits, base, options);
  for (const std::size_t index : order) rearrangement.take(index);
  return rearrangement.end();
}

}  // namespace mlxpatch::queue

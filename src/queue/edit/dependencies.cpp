#include <mlxpatch/queue/edit/dependencies.hpp>

#include <algorithm>
#include <cstddef>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>

#include "edit/commutation.hpp"
#include "edit/meeting_places.hpp"
#include "prefetch.hpp"
#include "replay/queued_patch.hpp"

namespace mlxpatch::queue {

namespace {

using Indices = std::vector<std::size_t>;

/// From the first patch to the last, and for each from the nearest earlier one down, so that what follows from others
/// is known before it would be tried.
class DependencySearch {
 public:
  DependencySearch(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches,
                   const merge::MergeOptions& options)
      : m_patches(patches),
        m_places(store, patches),
        m_commutation(store, patches, options),
        m_all_needs(patches.size(), std::vector<bool>(patches.size())),
        m_needs(patches.size()) {}

  std::vector<std::vector<Need>> run() {
    for (std::size_t patch = 0; patch < m_patches.size(); ++patch) {
      check_interrupt();
      const auto met = m_places.met_by(patch);
      for (const auto& [other, paths] : met | std::views::reverse) {
        if (!m_all_needs[patch][other]) settle(patch, other, paths);
      }
      std::ranges::reverse(m_needs[patch]);
    }
    return std::move(m_needs);
  }

 private:
  void settle(std::size_t patch, std::size_t other, const std::vector<std::string>& paths) {
    const Indices going_up = with_what_needs_it(other, patch);
    std::vector<std::string> near = m_places.near(patch, going_up, paths);
    if (near.empty() || m_commutation.commutes(patch, going_up)) return;
    m_needs[patch].push_back({other, std::move(near)});
    std::vector<bool>& all = m_all_needs[patch];
    all[other] = true;
    for (std::size_t i = 0; i < other; ++i) all[i] = all[i] || m_all_needs[other][i];
  }

  Indices with_what_needs_it(std::size_t other, std::size_t end) const {
    Indices found{other};
    for (std::size_t i = other + 1; i < end; ++i) {
      if (m_all_needs[i][other]) found.push_back(i);
    }
    return found;
  }

  const std::vector<QueuedPatch>& m_patches;
  MeetingPlaces m_places;
  Commutation m_commutation;
  std::vector<std::vector<bool>> m_all_needs;  ///< by patch, then by earlier patch
  std::vector<std::vector<Need>> m_needs;
};

/// The patches that are reached from one by steps from a patch to others.
template <typename Steps>
Indices reached(std::size_t from, std::size_t patches, Steps steps) {
  std::vector<bool> is_reached(patches);
  Indices open{from};
  while (!open.empty()) {
    const std::size_t at = open.back();
    open.pop_back();
    for (const std::size_t next : steps(at)) {
      if (is_reached[next]) continue;
      is_reached[next] = true;
      open.push_back(next);
    }
  }
  Indices found;
  for (std::size_t i = 0; i < patches; ++i) {
    if (is_reached[i]) found.push_back(i);
  }
  return found;
}

}  // namespace

Dependencies::Dependencies(std::vector<std::vector<Need>> needs)
    : m_needs(std::move(needs)), m_needing(m_needs.size()) {
  for (std::size_t patch = 0; patch < m_needs.size(); ++patch) {
    for (const Need& need : m_needs[patch]) m_needing.at(need.patch).push_back(patch);
  }
}

std::vector<std::size_t> Dependencies::all_needs_of(std::size_t patch) const {
  return reached(patch, m_needs.size(), [&](std::size_t at) {
    Indices needs;
    for (const Need& need : m_needs.at(at)) needs.push_back(need.patch);
    return needs;
  });
}

std::vector<std::size_t> Dependencies::all_needing(std::size_t patch) const {
  return reached(patch, m_needs.size(), [&](std::size_t at) { return needing(at); });
}

Dependencies find_dependencies(objects::ObjectStore& store, const std::vector<git::Oid>& commits,
                               const ReplayOptions& options) {
  const std::vector<QueuedPatch> patches = load_queue(store, commits);
  if (store.is_partial()) {
    std::vector<objects::PathChange> changes;
    for (const QueuedPatch& patch : patches) {
      changes.insert(changes.end(), patch.changes.begin(), patch.changes.end());
    }
    prefetch(store, changes);
  }
  return Dependencies(DependencySearch(store, patches, options.merge).run());
}

}  // namespace mlxpatch::queue

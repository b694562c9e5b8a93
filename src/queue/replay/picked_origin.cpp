#include "replay/picked_origin.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/base/bytes.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/queue/replay/origin_line.hpp>

#include "replay/line_set.hpp"
#include "replay/queued_patch.hpp"
#include "replay/text_change.hpp"
#include "replay/upstream_range.hpp"

namespace mlxpatch::queue {

namespace {

constexpr std::string_view k_reverts = "This reverts commit ";

/// Whether a commit of the range is still in force at its end. A revert of the revert brings it back.
bool is_in_force(objects::ObjectStore& store, const UpstreamRange& range, std::size_t index) {
  bool in_force = true;
  git::Oid latest = range.commits[index].id;
  for (std::size_t i = index + 1; i < range.commits.size(); ++i) {
    const std::string message = store.commit(range.commits[i].id).message;
    if (message.find(std::string(k_reverts) + latest.hex()) == std::string::npos) continue;
    in_force = !in_force;
    latest = range.commits[i].id;
  }
  return in_force;
}

std::set<std::string> paths_changed_by(objects::ObjectStore& store, const UpstreamCommit& commit) {
  std::set<std::string> paths;
  for (const objects::PathChange& change : objects::changes_between(store, commit.before_tree, commit.tree)) {
    paths.insert(change.path);
  }
  return paths;
}

std::optional<PickedOrigin> origin_of(objects::ObjectStore& store, const QueuedPatch& patch,
                                      const UpstreamRange& range) {
  for (const git::Oid& origin : origins_in(patch.commit.message)) {
    const auto found = std::ranges::find(range.commits, origin, &UpstreamCommit::id);
    if (found == range.commits.end()) continue;
    if (!is_in_force(store, range, static_cast<std::size_t>(found - range.commits.begin()))) continue;
    const std::set<std::string> paths = paths_changed_by(store, *found);
    return PickedOrigin{origin, std::ranges::any_of(patch.changes, [&](const objects::PathChange& change) {
                          return !paths.contains(change.path);
                        })};
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::optional<PickedOrigin>> find_picked_origins(objects::ObjectStore& store,
                                                             const std::vector<QueuedPatch>& patches,
                                                             const UpstreamRange& range) {
  std::vector<std::optional<PickedOrigin>> origins;
  origins.reserve(patches.size());
  for (const QueuedPatch& patch : patches) origins.push_back(origin_of(store, patch, range));
  return origins;
}

std::size_t lines_added_beyond(objects::ObjectStore& store, const QueuedPatch& patch, const git::Oid& commit) {
  const git::Commit value = store.commit(commit);
  const git::Oid before = value.parents.empty() ? git::Oid{} : store.tree_of(value.parents.front());
  std::size_t count = 0;
  for (const objects::PathChange& change : patch.changes) {
    const Bytes own_before = text_of(store, change.before);
    const Bytes own_after = text_of(store, change.after);
    LineSet lines = new_lines(*own_before, *own_after);
    for (const objects::PathChange& theirs : objects::changes_at(store, before, value.tree, {change.path})) {
      const Bytes their_before = text_of(store, theirs.before);
      const Bytes their_after = text_of(store, theirs.after);
      for (const std::string_view line : new_lines(*their_before, *their_after)) lines.erase(line);
    }
    count += lines.size();
  }
  return count;
}

}  // namespace mlxpatch::queue

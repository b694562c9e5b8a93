#include "dedup.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/patch_id.hpp>
#include <mlxpatch/queue/format/writer.hpp>

namespace mlxpatch::queue {

namespace {

std::string bytes_of(git::ObjectStore& store, const git::Entry& entry) {
  if (!entry.exists()) return {};
  if (entry.mode == git::Mode::submodule) return fmt::format("Subproject commit {}\n", entry.oid.hex());
  return *store.read(entry.oid, git::ObjectType::blob);
}

std::vector<std::string> paths_of(const std::vector<git::PathChange>& changes) {
  std::vector<std::string> paths;
  paths.reserve(changes.size());
  for (const git::PathChange& change : changes) paths.push_back(change.path);
  return paths;
}

/// The patches that have no counterpart yet, by the paths which they change; their ids once asked for.
struct Candidate {
  std::size_t patch = 0;
  std::optional<git::Oid> id;
};
using Candidates = std::multimap<std::vector<std::string>, Candidate>;

}  // namespace

std::vector<std::string> paths_of(const std::vector<QueuedPatch>& patches) {
  std::vector<std::string> paths;
  for (const QueuedPatch& patch : patches) {
    for (const git::PathChange& change : patch.changes) paths.push_back(change.path);
  }
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  return paths;
}

std::string diff_text(git::ObjectStore& store, const std::vector<git::PathChange>& changes) {
  std::vector<FileChange> files;
  for (const git::PathChange& change : changes) {
    files.push_back({change.path, change.path, change.before, change.after, bytes_of(store, change.before),
                     bytes_of(store, change.after), 0});
  }
  return write_diff(files);
}

std::vector<std::optional<std::size_t>> find_same_changes(git::ObjectStore& store,
                                                          const std::vector<QueuedPatch>& patches,
                                                          const UpstreamRange& range, UpstreamTouches& touches) {
  std::vector<std::optional<std::size_t>> found(patches.size());
  Candidates candidates;
  for (std::size_t i = 0; i < patches.size(); ++i) {
    if (!patches[i].changes.empty()) candidates.emplace(paths_of(patches[i].changes), Candidate{i, {}});
  }
  const std::vector<std::string> paths = paths_of(patches);
  for (std::size_t k = 0; k < range.commits.size(); ++k) {
    check_interrupt();
    const UpstreamCommit& commit = range.commits[k];
    if (commit.parents.size() > 1) continue;
    // Most commits are told apart by where they touch the queue's paths; only then the whole change is looked at.
    if (touches.at(k).empty()) continue;
    std::vector<git::PathChange> changes = touches.at(k);
    // A folder that comes or goes in a file's place is told besides the files in it.
    std::erase_if(changes, [&](const git::PathChange& change) {
      return change.before.mode == git::Mode::tree || change.after.mode == git::Mode::tree ||
             !std::binary_search(paths.begin(), paths.end(), change.path);
    });
    if (changes.empty() || !candidates.contains(paths_of(changes))) continue;
    changes = git::changes_between(store, commit.before_tree, commit.tree);
    const auto [first, last] = candidates.equal_range(paths_of(changes));
    if (first == last) continue;
    const git::Oid id = git::patch_id(diff_text(store, changes));
    for (auto it = first; it != last; ++it) {
      Candidate& candidate = it->second;
      if (found[candidate.patch]) continue;
      if (!candidate.id) candidate.id = git::patch_id(diff_text(store, patches[candidate.patch].changes));
      if (*candidate.id == id) found[candidate.patch] = k;
    }
  }
  return found;
}

}  // namespace mlxpatch::queue

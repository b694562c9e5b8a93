#include "replay/queued_patch.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/patch/format/file_name.hpp>
#include <mlxpatch/queue/files/name_trailer.hpp>
#include <vector>

namespace mlxpatch::queue {

namespace {

QueuedPatch load_patch(objects::ObjectStore& store, const git::Oid& commit,
                       const std::map<git::Oid, std::string>& names) {
  QueuedPatch patch;
  patch.commit = store.commit(commit);
  patch.subject = patch.commit.subject();
  if (patch.commit.parents.size() != 1) {
    throw Error(
        fmt::format("commit {} has {} parents; a patch has one", commit.short_hex(), patch.commit.parents.size()))
        .doing("reading the queue")
        .at(patch.subject);
  }
  const NamedMessage message = split_name_trailer(patch.commit.message);
  patch.name = message.name;
  if (const auto named = names.find(commit); named != names.end() && named->second != patch.name) {
    patch.name = named->second;
    patch.commit.message = add_name_trailer(message.message, patch.name);
  }
  if (patch.name.empty()) patch.name = patch::file_name_for(patch.subject) + ".patch";
  return patch;
}

}  // namespace

std::vector<QueuedPatch> load_queue(objects::ObjectStore& store, const std::vector<git::Oid>& commits,
                                    const std::map<git::Oid, std::string>& names,
                                    const std::function<void(std::size_t)>& on_patch) {
  std::vector<QueuedPatch> patches;
  patches.reserve(commits.size());
  for (const git::Oid& commit : commits) {
    check_interrupt();
    if (on_patch) on_patch(patches.size());
    QueuedPatch patch = load_patch(store, commit, names);
    const git::Oid& parent = patch.commit.parents.front();
    const bool follows = !patches.empty() && patches.back().commit.id == parent;
    patch.before_tree = follows ? patches.back().commit.tree : store.tree_of(parent);
    patch.changes = objects::changes_between(store, patch.before_tree, patch.commit.tree);
    patches.push_back(std::move(patch));
  }
  return patches;
}

std::vector<std::string> sorted_paths(const std::vector<objects::PathChange>& changes) {
  std::vector<std::string> paths;
  paths.reserve(changes.size());
  for (const objects::PathChange& change : changes) paths.push_back(change.path);
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::vector<objects::PathChange> reversed(std::vector<objects::PathChange> changes) {
  for (objects::PathChange& change : changes) std::swap(change.before, change.after);
  return changes;
}

std::vector<std::string> paths_of(const std::vector<QueuedPatch>& patches) {
  std::vector<std::string> paths;
  for (const QueuedPatch& patch : patches) {
    for (const objects::PathChange& change : patch.changes) paths.push_back(change.path);
  }
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  return paths;
}

}  // namespace mlxpatch::queue

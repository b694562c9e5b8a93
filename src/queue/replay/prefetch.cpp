#include "replay/prefetch.hpp"

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/patch/patch.hpp>

#include "replay/patch_id_match.hpp"
#include "replay/queued_patch.hpp"
#include "replay/upstream_range.hpp"
#include "replay/upstream_touches.hpp"

namespace mlxpatch::queue {
namespace {

void add_content(const git::Entry& entry, std::vector<git::Oid>& wanted) {
  if (git::is_regular(entry.mode) || entry.mode == git::Mode::symlink) wanted.push_back(entry.oid);
}

void add_contents(const std::vector<objects::PathChange>& changes, std::vector<git::Oid>& wanted) {
  for (const objects::PathChange& change : changes) {
    add_content(change.before, wanted);
    add_content(change.after, wanted);
  }
}

std::vector<git::Oid> contents_of(const std::vector<QueuedPatch>& patches) {
  std::vector<git::Oid> wanted;
  for (const QueuedPatch& patch : patches) add_contents(patch.changes, wanted);
  return wanted;
}

}  // namespace

void fetch_contents(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches) {
  if (store.is_partial()) store.fetch_missing(contents_of(patches));
}

void fetch_contents(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches, const UpstreamRange& range,
                    UpstreamTouches& touches) {
  if (!store.is_partial()) return;
  std::vector<git::Oid> wanted = contents_of(patches);
  for (std::size_t i = 0; i < range.commits.size(); ++i) add_contents(touches.at(i), wanted);
  store.fetch_missing(wanted);
}

void fetch_contents(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches, const git::Oid& base_tree,
                    const git::Oid& tree) {
  if (!store.is_partial()) return;
  std::vector<git::Oid> wanted = contents_of(patches);
  add_contents(objects::changes_at(store, base_tree, tree, paths_of(patches)), wanted);
  store.fetch_missing(wanted);
}

void fetch_contents(objects::ObjectStore& store, const std::vector<patch::Patch>& patches, const git::Oid& tree) {
  if (!store.is_partial()) return;
  std::vector<git::Oid> wanted;
  for (const patch::Patch& patch : patches) {
    for (const patch::FilePatch& file : patch.files) {
      if (!file.old_path.empty()) add_content(objects::entry_at(store, tree, file.old_path), wanted);
    }
  }
  store.fetch_missing(wanted);
}

}  // namespace mlxpatch::queue

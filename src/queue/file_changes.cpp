#include "file_changes.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/patch/format/diff_writer.hpp>

namespace mlxpatch::queue {
namespace {

std::string bytes_of(objects::ObjectStore& store, const git::Entry& entry) {
  if (!entry.exists()) return {};
  if (entry.mode == git::Mode::submodule) return fmt::format("Subproject commit {}\n", entry.oid.hex());
  return *store.read(entry.oid, git::ObjectType::blob);
}

}  // namespace

patch::FileChange file_change(objects::ObjectStore& store, const objects::PathChange& change) {
  return {change.path,
          change.path,
          change.before,
          change.after,
          bytes_of(store, change.before),
          bytes_of(store, change.after),
          0};
}

std::vector<patch::FileChange> file_changes(objects::ObjectStore& store,
                                            const std::vector<objects::PathChange>& changes) {
  std::vector<patch::FileChange> files;
  files.reserve(changes.size());
  for (const objects::PathChange& change : changes) files.push_back(file_change(store, change));
  return files;
}

}  // namespace mlxpatch::queue

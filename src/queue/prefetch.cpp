#include "prefetch.hpp"

#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>

namespace mlxpatch::queue {

void prefetch(objects::ObjectStore& store, const std::vector<objects::PathChange>& changes) {
  if (!store.is_partial()) return;
  std::vector<git::Oid> wanted;
  for (const objects::PathChange& change : changes) {
    for (const git::Entry& side : {change.before, change.after}) {
      if (git::is_regular(side.mode) || side.mode == git::Mode::symlink) wanted.push_back(side.oid);
    }
  }
  store.fetch_missing(wanted);
}

}  // namespace mlxpatch::queue

#pragma once

#include <cstddef>
#include <optional>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/edit/edited_queue.hpp>

#include "replay/queued_patch.hpp"

namespace mlxpatch::queue {

/// Commits a queue of which every tree is known, patch by patch.
class CommitChain {
 public:
  /// The store must outlive it.
  CommitChain(objects::ObjectStore& store, const git::Oid& base, git::Signature committer);

  /// A patch as it is; the commit itself if it is on the right parent already.
  void keep(const QueuedPatch& patch, std::size_t place) { take(patch, place, patch.commit.tree); }
  /// The same with this tree after it.
  void take(const QueuedPatch& patch, std::size_t place, const git::Oid& tree);
  /// A patch with another text; `commit` has it, the author and the tree. `place` is where the patch was before, if it
  /// is not new.
  void put(git::Commit commit, std::optional<std::size_t> place);
  EditedQueue end();

 private:
  objects::ObjectStore& m_store;
  git::Signature m_committer;
  git::Oid m_tip;
  EditedQueue m_made;
};

}  // namespace mlxpatch::queue

#pragma once

#include <memory>
#include <string>
#include <vector>

#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/worktree/checkout_move.hpp>

namespace mlxpatch::worktree {

/// Moves the index alone, at the paths at which two trees differ, and touches no file of the worktree. Compare and
/// swap: an entry that is neither tree's is somebody's work and is left alone. Idempotent: a second move of the same
/// kind finishes what a killed one began. Holds the index's lock.
class IndexMove {
 public:
  /// Throws Error, and then nothing has changed.
  IndexMove(const git::Repository& repository, objects::ObjectStore& store, const TreeMove& trees);
  /// Takes back what was not finished.
  ~IndexMove();
  IndexMove(const IndexMove&) = delete;
  IndexMove& operator=(const IndexMove&) = delete;

  /// Returns the paths that were left alone, sorted. Throws Error; then take_back() is to be called.
  std::vector<std::string> commit();
  /// Needs no space on the disk. Returns whether the index is as before.
  bool take_back();
  /// From here on there is no way back.
  void finish();

 private:
  class Steps;
  std::unique_ptr<Steps> m_steps;
};

/// The paths at which two trees differ and the index does not have the first one's entry, sorted.
std::vector<std::string> staged_otherwise(const git::Repository& repository, objects::ObjectStore& store,
                                          const TreeMove& trees);

}  // namespace mlxpatch::worktree

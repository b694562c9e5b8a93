#pragma once

#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::worktree {

/// Holds a repository's `index.lock`, git's own lock: while it is held no git program changes the index, commits or
/// switches branches. The file says that it is ours, and appears together with those words, so that what a killed run
/// left can be told from a git program's lock. Nested locks of the same repository are one.
class IndexLock {
 public:
  /// Waits a second at most. Throws Error if a git program holds it.
  explicit IndexLock(const git::Repository& repository);
  ~IndexLock();
  IndexLock(const IndexLock&) = delete;
  IndexLock& operator=(const IndexLock&) = delete;

  /// Whether there is a lock of ours. Somebody may still hold it.
  static bool is_ours(const git::Repository& repository);
  /// Removes the lock of ours that a killed run left; a git program's stays. Only for a caller who knows that no other
  /// run of ours works on this worktree.
  static void remove_left_behind(const git::Repository& repository);

 private:
  const git::Repository& m_repository;
};

}  // namespace mlxpatch::worktree

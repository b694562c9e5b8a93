#pragma once

#include <optional>

#include <mlxpatch/git/ref_lock.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::worktree {

/// Holds a repository's `index.lock`, git's own lock: while it is held no git program changes the index, commits or
/// switches branches. The file says that it is ours, and appears together with those words, so that what a killed run
/// left can be told from a git program's lock; it is taken over. Nested locks of the same repository are one.
/// A bare repository has no index, and no lock.
class IndexLock {
 public:
  /// Waits a second at most. Throws Error if a git program holds it.
  explicit IndexLock(const git::Repository& repository);
  ~IndexLock();
  IndexLock(const IndexLock&) = delete;
  IndexLock& operator=(const IndexLock&) = delete;

  /// Whether a killed run of ours left its lock.
  static bool is_left_behind(const git::Repository& repository);
  /// Removes that lock, and the temporary files that the run left in worktree and git directory, and returns whether
  /// there was one. A git program's lock stays.
  static bool remove_left_behind(const git::Repository& repository);

 private:
  const git::Repository& m_repository;
  std::optional<git::RefLock> m_lock;  ///< of the outermost
};

}  // namespace mlxpatch::worktree

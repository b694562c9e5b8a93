#pragma once

#include <string>

#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::transport {

/// Whether a fetch is under way, or was killed.
bool has_fetch_leftovers(const git::Repository& repository);

/// Removes what a killed fetch of this worktree left: its incoming refs, the directory that it fetched into, locks
/// whose content shows that they are its own, and the lock of the list of a shallow clone's ends if it appeared while
/// the fetch ran and no program has it open. Also the unfinished packs of our own object store. Requires the run lock,
/// or that nobody else fetches.
void remove_fetch_leftovers(const git::Repository& repository);

/// A fetch that is under way, noted on the disk: what a later run needs to tell this fetch's leftovers from other
/// programs' files. However it ends, its leftovers are removed.
class FetchNote {
 public:
  /// Removes an earlier fetch's leftovers first. Throws Error.
  FetchNote(const git::Repository& repository, const std::string& remote);
  ~FetchNote();
  FetchNote(const FetchNote&) = delete;
  FetchNote& operator=(const FetchNote&) = delete;

 private:
  const git::Repository& m_repository;
};

}  // namespace mlxpatch::transport

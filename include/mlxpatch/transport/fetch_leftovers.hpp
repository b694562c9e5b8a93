#pragma once

#include <string>

#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::transport {

/// Whether a fetch is under way, or was killed.
bool has_fetch_leftovers(const git::Repository& repository);

/// Removes what a killed fetch of this worktree left: its incoming refs, git's directory for it, locks whose content
/// shows that they are its own, and half-written packs that appeared while it ran and that no program has open. Also
/// the unfinished packs of our own object store. Requires the run lock, or that nobody else fetches.
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

#pragma once

#include <cstdint>
#include <string_view>

#include <git2/sys/odb_backend.h>

#include <mlxpatch/git/handle.hpp>

namespace mlxpatch::diff {

using OwnedBlob = git::Owned<git_blob, git_blob_free>;

/// Makes libgit2 blobs of bytes in memory. What libgit2 compares as plain buffers it hashes first, which takes longer
/// than the comparison; a blob has its id. The ids here are mere numbers, in an object database of their own which
/// holds nothing. But a blob has a repository, too, and for its sake libgit2 asks the user's and the system's
/// attributes how to compare: where there are such files, blobs are no way to a comparison that depends on nothing.
class MemoryBlobs {
 public:
  /// This thread's; null where a comparison of blobs would depend on attributes.
  static MemoryBlobs* of_this_thread();

  /// Copies the bytes.
  OwnedBlob make(std::string_view bytes);

 private:
  /// Gives whatever is asked for the bytes that wait.
  struct Backend {
    git_odb_backend parent;
    std::string_view waiting;
  };

  MemoryBlobs();
  static int read(void** data, std::size_t* size, git_object_t* type, git_odb_backend* backend, const git_oid* id);

  Backend m_backend{};
  git::OwnedOdb m_odb;
  git::OwnedRepository m_repository;
  std::uint64_t m_made = 0;
};

}  // namespace mlxpatch::diff

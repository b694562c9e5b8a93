#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <git2/sys/odb_backend.h>

#include <mlxpatch/git/handle.hpp>

namespace mlxpatch::diff {

using OwnedBlob = git::Owned<git_blob, git_blob_free>;

/// Makes libgit2 blobs of bytes in memory. To compare plain buffers, libgit2 hashes them first, which takes longer than
/// the comparison; a blob already has an id. Here the ids are mere numbers, in an object database of their own that is
/// empty. But a blob also has a repository, for which libgit2 reads the user's and the system's attributes to decide
/// how to compare: if such files exist, a comparison of blobs depends on them.
class MemoryBlobs {
 public:
  /// This thread's; null if a comparison of blobs would depend on attributes.
  static MemoryBlobs* of_this_thread();

  /// Copies the bytes.
  OwnedBlob make(std::string_view bytes);

 private:
  /// Returns the waiting bytes, whatever id is asked for.
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

#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/ref_lock.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::git {

/// A ref as git packs it.
struct PackedRef {
  std::string name;
  Oid target;
  std::optional<Oid> peeled;  ///< the object that an annotated tag finally names
};

/// Writes the first refs of a repository that nobody else uses yet, all into one file that is synced once; libgit2
/// would lock, write and sync each of them. Invalid names are left out. Throws Error, also if a ref's object is
/// missing. Format: gitrepository-layout(5), "packed-refs", as `git pack-refs` writes it.
void write_packed_refs(const Repository& repository, std::vector<PackedRef> refs);

/// Keeps others from packing refs while some are removed: a ref that is packed meanwhile would come back.
class PackedRefsLock {
 public:
  /// The lock's content is removal_lock_content(name). Throws Error if another program keeps it locked.
  PackedRefsLock(const Repository& repository, std::string_view name);

  /// Removes the packed refs with these names.
  void remove(const std::function<bool(std::string_view)>& is_removed) const;

 private:
  std::filesystem::path m_file;
  RefLock m_lock;
};

}  // namespace mlxpatch::git

#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
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

}  // namespace mlxpatch::git

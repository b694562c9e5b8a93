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
  std::optional<Oid> peeled;  ///< what an annotated tag stands for in the end
};

/// Writes the first refs of a repository that nobody else knows yet: all into one file, synced once, where the library
/// would write, lock and sync each of them by itself. Throws Error, also for a ref whose object is not there; names
/// that are none are left out. Format: gitrepository-layout(5), "packed-refs", as `git pack-refs` writes it.
void write_packed_refs(const Repository& repository, std::vector<PackedRef> refs);

}  // namespace mlxpatch::git

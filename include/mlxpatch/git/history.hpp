#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/object_store.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::git {

/// The best common ancestor, if there is one.
std::optional<Oid> merge_base(const Repository& repository, const Oid& a, const Oid& b);
/// Whether `ancestor` is reached from `commit` (or is it).
bool is_ancestor(const Repository& repository, const Oid& ancestor, const Oid& commit);

/// Commits reached from `tip` and not from `base` (zero: from the root), parents before children, as
/// `git rev-list --reverse --topo-order base..tip`.
std::vector<Oid> commits_between(const Repository& repository, const Oid& base, const Oid& tip);
/// All ancestors of `tip` (itself first), newest first by commit date, until `visit` returns false.
void walk_history(const Repository& repository, const Oid& tip, const std::function<bool(const Oid&)>& visit);

/// How many commits `tip` has that `base` has not.
std::size_t count_between(const Repository& repository, const Oid& base, const Oid& tip);

/// A commit by its nearest tag, as `git describe --tags --always --abbrev=8` of git 2.48; but eight digits are always
/// eight, and tags of other things than commits do not count.
std::string describe(ObjectStore& store, const Oid& commit);

}  // namespace mlxpatch::git

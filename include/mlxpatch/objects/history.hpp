#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::objects {

/// The best common ancestor, if there is one.
std::optional<git::Oid> merge_base(const git::Repository& repository, const git::Oid& a, const git::Oid& b);

/// Whether `ancestor` is reachable from `commit`, or the same commit.
bool is_ancestor(const git::Repository& repository, const git::Oid& ancestor, const git::Oid& commit);

/// The commits reachable from `tip` but not from `base` (zero: all), parents before children, as
/// `git rev-list --reverse --topo-order base..tip`.
std::vector<git::Oid> commits_between(const git::Repository& repository, const git::Oid& base, const git::Oid& tip);

/// All ancestors of `tip` (itself first), newest first by commit date, until `visit` returns false.
void walk_history(const git::Repository& repository, const git::Oid& tip,
                  const std::function<bool(const git::Oid&)>& visit);

/// How many commits are reachable from `tip` but not from `base` (zero: all).
std::size_t count_between(const git::Repository& repository, const git::Oid& base, const git::Oid& tip);

}  // namespace mlxpatch::objects

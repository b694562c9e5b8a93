#pragma once

#include <functional>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>

namespace mlxpatch::objects {

/// The history by our own reader, for what libgit2 can't walk: it refuses every commit whose author or committer line
/// it can't parse, while git reads what it can of it. Slower than libgit2, which comes first. Throws Error(damaged) if
/// a commit is missing or is none. The repository must outlive it.
class CommitWalk {
 public:
  explicit CommitWalk(const git::Repository& repository);

  /// The parents, none at the end of a shallow clone's history.
  const std::vector<git::Oid>& parents(const git::Oid& commit) { return links(commit).parents; }
  bool is_ancestor(const git::Oid& ancestor, const git::Oid& commit);
  /// The newest of the best common ancestors, if there is one.
  std::optional<git::Oid> merge_base(const git::Oid& a, const git::Oid& b);
  /// The commits reachable from `tip` but not from `base` (zero: all), in no order.
  std::vector<git::Oid> between(const git::Oid& base, const git::Oid& tip);
  /// All ancestors of `tip` (itself first), newest first by commit date, until `visit` returns false.
  void newest_first(const git::Oid& tip, const std::function<bool(const git::Oid&)>& visit);

 private:
  using Set = std::unordered_set<git::Oid, git::OidHash>;

  const git::CommitLinks& links(const git::Oid& commit);
  /// What is reachable from `tip`, leaving out `hidden`.
  Set reachable(const git::Oid& tip, const Set& hidden);

  ObjectStore m_store;
  Set m_shallow;
  std::unordered_map<git::Oid, git::CommitLinks, git::OidHash> m_links;
};

}  // namespace mlxpatch::objects

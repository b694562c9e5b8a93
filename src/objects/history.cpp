#include <mlxpatch/objects/history.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

#include "commit_walk.hpp"

namespace mlxpatch::objects {
namespace {

/// What libgit2's walk gives. std::nullopt if it fails, be it at a commit that is missing or at one that it can't
/// parse: CommitWalk reads what can be read, and says what can't.
std::optional<std::vector<git::Oid>> walk_by_library(const git::Repository& repository, const git::Oid& base,
                                                     const git::Oid& tip) {
  const auto walk = git::take<git::OwnedRevwalk>("walking the history", git_revwalk_new, repository.handle().get());
  const git_oid raw_tip = git::to_git(tip);
  const git_oid raw_base = git::to_git(base);
  if (git_revwalk_push(walk.get(), &raw_tip) < 0) return std::nullopt;
  if (base && git_revwalk_hide(walk.get(), &raw_base) < 0) return std::nullopt;
  std::vector<git::Oid> commits;
  for (;;) {
    check_interrupt();
    git_oid raw{};
    const int code = git_revwalk_next(&raw, walk.get());
    if (code == GIT_ITEROVER) return commits;
    if (code < 0) return std::nullopt;
    commits.push_back(git::from_git(raw));
  }
}

std::optional<std::vector<git::Oid>> parents_by_library(const git::Repository& repository, const git::Oid& oid) {
  const git_oid raw = git::to_git(oid);
  git_commit* found = nullptr;
  if (git_commit_lookup(&found, repository.handle().get(), &raw) < 0) return std::nullopt;
  const git::OwnedCommit commit(found);
  const unsigned count = git_commit_parentcount(commit.get());
  std::vector<git::Oid> parents;
  parents.reserve(count);
  for (unsigned i = 0; i < count; ++i) {
    parents.push_back(git::from_git(*git_commit_parent_id(commit.get(), i)));
  }
  return parents;
}

/// Whether libgit2 says that two commits have no common ancestor, and not that it could not look.
bool has_none(int code) {
  const git_error* last = git_error_last();
  return code == GIT_ENOTFOUND && last != nullptr && last->klass == GIT_ERROR_MERGE;
}

/// A commit of a range, and how many of its children in the range are not listed yet.
struct Waiting {
  std::vector<git::Oid> parents;
  std::size_t children = 0;
};

}  // namespace

std::optional<git::Oid> merge_base(const git::Repository& repository, const git::Oid& a, const git::Oid& b) {
  const git_oid raw_a = git::to_git(a);
  const git_oid raw_b = git::to_git(b);
  git_oid base{};
  const int code = git_merge_base(&base, repository.handle().get(), &raw_a, &raw_b);
  if (code == 0) return git::from_git(base);
  if (has_none(code)) return std::nullopt;
  return CommitWalk(repository).merge_base(a, b);
}

bool is_ancestor(const git::Repository& repository, const git::Oid& ancestor, const git::Oid& commit) {
  if (ancestor == commit) return true;
  const git_oid raw_commit = git::to_git(commit);
  const git_oid raw_ancestor = git::to_git(ancestor);
  const int code = git_graph_descendant_of(repository.handle().get(), &raw_commit, &raw_ancestor);
  return code < 0 ? CommitWalk(repository).is_ancestor(ancestor, commit) : code == 1;
}

std::vector<git::Oid> commits_between(const git::Repository& repository, const git::Oid& base, const git::Oid& tip) {
  std::optional<CommitWalk> own;
  const auto walk = [&]() -> CommitWalk& { return own ? *own : own.emplace(repository); };
  auto commits = walk_by_library(repository, base, tip);
  if (!commits) commits = walk().between(base, tip);
  std::unordered_map<git::Oid, Waiting, git::OidHash> range;
  for (const git::Oid& oid : *commits) {
    std::vector<git::Oid>& parents = range[oid].parents;
    if (auto known = parents_by_library(repository, oid)) {
      parents = std::move(*known);
    } else {
      parents = walk().parents(oid);
    }
  }
  for (const auto& [oid, waiting] : range) {
    for (const git::Oid& parent : waiting.parents) {
      if (const auto found = range.find(parent); found != range.end()) ++found->second.children;
    }
  }
  // A commit is listed once all its children are; of those that are ready, the one found last is next. So a branch
  // stays in one piece, as in git's own topological order.
  std::vector<git::Oid> order;
  std::vector<git::Oid> ready;
  if (range.contains(tip)) ready.push_back(tip);
  while (!ready.empty()) {
    const git::Oid oid = ready.back();
    ready.pop_back();
    order.push_back(oid);
    for (const git::Oid& parent : range[oid].parents) {
      const auto found = range.find(parent);
      if (found != range.end() && --found->second.children == 0) ready.push_back(parent);
    }
  }
  std::reverse(order.begin(), order.end());
  return order;
}

void walk_history(const git::Repository& repository, const git::Oid& tip,
                  const std::function<bool(const git::Oid&)>& visit) {
  const auto walk = git::take<git::OwnedRevwalk>("walking the history", git_revwalk_new, repository.handle().get());
  const git_oid raw_tip = git::to_git(tip);
  git::check(git_revwalk_sorting(walk.get(), GIT_SORT_TIME), "walking the history");
  int code = git_revwalk_push(walk.get(), &raw_tip);
  // What was visited before it fails is passed over when our own walk starts from the tip again.
  std::unordered_set<git::Oid, git::OidHash> visited;
  for (git_oid raw{}; code == 0;) {
    check_interrupt();
    code = git_revwalk_next(&raw, walk.get());
    if (code == GIT_ITEROVER) return;
    if (code < 0) break;
    visited.insert(git::from_git(raw));
    if (!visit(git::from_git(raw))) return;
  }
  CommitWalk(repository).newest_first(tip, [&](const git::Oid& commit) {
    return visited.contains(commit) || visit(commit);
  });
}

std::size_t count_between(const git::Repository& repository, const git::Oid& base, const git::Oid& tip) {
  if (!base) return commits_between(repository, base, tip).size();
  const git_oid raw_base = git::to_git(base);
  const git_oid raw_tip = git::to_git(tip);
  std::size_t ahead = 0;
  std::size_t behind = 0;
  const int code = git_graph_ahead_behind(&ahead, &behind, repository.handle().get(), &raw_tip, &raw_base);
  return code < 0 ? CommitWalk(repository).between(base, tip).size() : ahead;
}

}  // namespace mlxpatch::objects

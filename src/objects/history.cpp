#include <mlxpatch/objects/history.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::objects {
namespace {

git::OwnedCommit lookup_commit(const git::Repository& repository, const git::Oid& oid) {
  const git_oid raw = git::to_git(oid);
  git_commit* commit = nullptr;
  git::check(git_commit_lookup(&commit, repository.handle().get(), &raw), "reading a commit", oid.hex());
  return git::OwnedCommit(commit);
}

git::OwnedRevwalk start_walk(const git::Repository& repository, const git::Oid& tip) {
  auto walk = git::take<git::OwnedRevwalk>("walking the history", git_revwalk_new, repository.handle().get());
  const git_oid raw = git::to_git(tip);
  git::check(git_revwalk_push(walk.get(), &raw), "walking the history", tip.hex());
  return walk;
}

bool next_commit(git_revwalk* walk, git::Oid& oid) {
  check_interrupt();
  git_oid raw{};
  const int code = git_revwalk_next(&raw, walk);
  if (code == GIT_ITEROVER) return false;
  git::check(code, "walking the history");
  oid = git::from_git(raw);
  return true;
}

std::vector<git::Oid> parents_of(const git::Repository& repository, const git::Oid& oid) {
  const git::OwnedCommit commit = lookup_commit(repository, oid);
  const unsigned count = git_commit_parentcount(commit.get());
  std::vector<git::Oid> parents;
  parents.reserve(count);
  for (unsigned i = 0; i < count; ++i) {
    parents.push_back(git::from_git(*git_commit_parent_id(commit.get(), i)));
  }
  return parents;
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
  if (code == GIT_ENOTFOUND) return std::nullopt;
  git::check(code, "looking for the common ancestor of two commits", a.hex() + " and " + b.hex());
  return git::from_git(base);
}

bool is_ancestor(const git::Repository& repository, const git::Oid& ancestor, const git::Oid& commit) {
  if (ancestor == commit) return true;
  const git_oid raw_commit = git::to_git(commit);
  const git_oid raw_ancestor = git::to_git(ancestor);
  const int code = git_graph_descendant_of(repository.handle().get(), &raw_commit, &raw_ancestor);
  git::check(code, "checking whether a commit is in a history", ancestor.hex() + " in " + commit.hex());
  return code == 1;
}

std::vector<git::Oid> commits_between(const git::Repository& repository, const git::Oid& base, const git::Oid& tip) {
  const git::OwnedRevwalk walk = start_walk(repository, tip);
  if (base) {
    const git_oid raw = git::to_git(base);
    git::check(git_revwalk_hide(walk.get(), &raw), "walking the history", base.hex());
  }
  std::unordered_map<git::Oid, Waiting, git::OidHash> range;
  for (git::Oid oid; next_commit(walk.get(), oid);) range[oid].parents = parents_of(repository, oid);
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
  const git::OwnedRevwalk walk = start_walk(repository, tip);
  git::check(git_revwalk_sorting(walk.get(), GIT_SORT_TIME), "walking the history");
  for (git::Oid oid; next_commit(walk.get(), oid);) {
    if (!visit(oid)) return;
  }
}

std::size_t count_between(const git::Repository& repository, const git::Oid& base, const git::Oid& tip) {
  if (!base) return commits_between(repository, base, tip).size();
  const git_oid raw_base = git::to_git(base);
  const git_oid raw_tip = git::to_git(tip);
  std::size_t ahead = 0;
  std::size_t behind = 0;
  git::check(git_graph_ahead_behind(&ahead, &behind, repository.handle().get(), &raw_tip, &raw_base),
             "counting the commits between two commits", base.hex() + ".." + tip.hex());
  return ahead;
}

}  // namespace mlxpatch::objects

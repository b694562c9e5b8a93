#include "commit_walk.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <tuple>
#include <utility>
#include <vector>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

#include "shallow.hpp"

namespace mlxpatch::objects {

CommitWalk::CommitWalk(const git::Repository& repository)
    : m_store(repository), m_shallow(shallow_commits(repository)) {}

const git::CommitLinks& CommitWalk::links(const git::Oid& commit) {
  const auto known = m_links.find(commit);
  if (known != m_links.end()) return known->second;
  git::CommitLinks links = m_store.commit_links(commit);
  if (m_shallow.contains(commit)) links.parents.clear();
  return m_links.emplace(commit, std::move(links)).first->second;
}

CommitWalk::Set CommitWalk::reachable(const git::Oid& tip, const Set& hidden) {
  Set found;
  std::vector<git::Oid> waiting{tip};
  while (!waiting.empty()) {
    check_interrupt();
    const git::Oid commit = waiting.back();
    waiting.pop_back();
    if (hidden.contains(commit) || !found.insert(commit).second) continue;
    for (const git::Oid& parent : parents(commit)) waiting.push_back(parent);
  }
  return found;
}

bool CommitWalk::is_ancestor(const git::Oid& ancestor, const git::Oid& commit) {
  return reachable(commit, {}).contains(ancestor);
}

std::optional<git::Oid> CommitWalk::merge_base(const git::Oid& a, const git::Oid& b) {
  const Set of_a = reachable(a, {});
  Set common;
  for (const git::Oid& commit : reachable(b, {})) {
    if (of_a.contains(commit)) common.insert(commit);
  }
  Set worse;
  for (const git::Oid& commit : common) {
    for (const git::Oid& parent : parents(commit)) worse.insert(parent);
  }
  std::optional<git::Oid> best;
  for (const git::Oid& commit : common) {
    if (worse.contains(commit)) continue;
    const bool is_better = !best || links(commit).committed_at > links(*best).committed_at ||
                           (links(commit).committed_at == links(*best).committed_at && commit < *best);
    if (is_better) best = commit;
  }
  return best;
}

std::vector<git::Oid> CommitWalk::between(const git::Oid& base, const git::Oid& tip) {
  const Set hidden = base ? reachable(base, {}) : Set();
  const Set found = reachable(tip, hidden);
  return {found.begin(), found.end()};
}

void CommitWalk::newest_first(const git::Oid& tip, const std::function<bool(const git::Oid&)>& visit) {
  std::priority_queue<std::tuple<std::int64_t, git::Oid>> waiting;
  Set seen{tip};
  waiting.emplace(links(tip).committed_at, tip);
  while (!waiting.empty()) {
    check_interrupt();
    const git::Oid commit = std::get<git::Oid>(waiting.top());
    waiting.pop();
    if (!visit(commit)) return;
    for (const git::Oid& parent : parents(commit)) {
      if (seen.insert(parent).second) waiting.emplace(links(parent).committed_at, parent);
    }
  }
}

}  // namespace mlxpatch::objects

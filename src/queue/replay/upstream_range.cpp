#include "replay/upstream_range.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <vector>

namespace mlxpatch::queue {

namespace {

using Trees = std::unordered_map<git::Oid, git::Oid, git::OidHash>;

/// The base counts as this much older than its date says, since commits are not always dated in order.
constexpr std::int64_t k_date_slack_seconds = std::int64_t{7} * 24 * 3600;

UpstreamCommit summary_of(const git::Oid& id, git::CommitLinks links) {
  return {id, links.tree, std::move(links.parents), {}};
}

/// Reads `base`..`onto` without a walk by the library if it is a plain line, as it usually is; std::nullopt if it is
/// not.
std::optional<std::vector<UpstreamCommit>> straight_line(objects::ObjectStore& store, const git::Oid& base,
                                                         const git::Oid& onto) {
  const std::int64_t oldest = store.commit_links(base).committed_at - k_date_slack_seconds;
  std::vector<UpstreamCommit> line;
  for (git::Oid id = onto; id != base;) {
    check_interrupt();
    git::CommitLinks links = store.commit_links(id);
    if (links.parents.size() != 1 || links.committed_at < oldest) return std::nullopt;
    line.push_back(summary_of(id, std::move(links)));
    id = line.back().parents.front();
  }
  std::reverse(line.begin(), line.end());
  return line;
}

std::vector<UpstreamCommit> any_range(objects::ObjectStore& store, const git::Oid& base, const git::Oid& onto) {
  std::vector<UpstreamCommit> commits;
  for (const git::Oid& id : objects::commits_between(store.repository(), base, onto)) {
    check_interrupt();
    commits.push_back(summary_of(id, store.commit_links(id)));
  }
  return commits;
}

void fill_before_trees(objects::ObjectStore& store, std::vector<UpstreamCommit>& commits) {
  Trees trees;
  for (UpstreamCommit& commit : commits) {
    trees.emplace(commit.id, commit.tree);
    if (commit.parents.empty()) continue;
    const auto known = trees.find(commit.parents.front());
    commit.before_tree = known != trees.end() ? known->second : store.tree_of(commit.parents.front());
  }
}

/// The first-parent commits of the range's tip that descend from `base`.
std::vector<std::size_t> chain_from(const std::vector<UpstreamCommit>& commits, const git::Oid& base) {
  std::unordered_map<git::Oid, std::size_t, git::OidHash> position;
  std::unordered_set<git::Oid, git::OidHash> descendants{base};
  for (std::size_t i = 0; i < commits.size(); ++i) {
    position.emplace(commits[i].id, i);
    const auto descends = [&](const git::Oid& parent) { return descendants.contains(parent); };
    if (std::any_of(commits[i].parents.begin(), commits[i].parents.end(), descends)) descendants.insert(commits[i].id);
  }
  std::vector<std::size_t> chain;
  git::Oid id = commits.empty() ? base : commits.back().id;
  while (id != base && descendants.contains(id)) {
    chain.push_back(position.at(id));
    id = commits[chain.back()].parents.front();
  }
  std::reverse(chain.begin(), chain.end());
  return chain;
}

}  // namespace

const git::Oid& tree_before(const UpstreamRange& range, std::size_t position) {
  return position > 0 ? range.commits[range.chain[position - 1]].tree : range.base_tree;
}

UpstreamRange upstream_range(objects::ObjectStore& store, const git::Oid& base, const git::Oid& onto) {
  UpstreamRange range;
  range.base_tree = store.tree_of(base);
  auto line = straight_line(store, base, onto);
  range.commits = line ? std::move(*line) : any_range(store, base, onto);
  fill_before_trees(store, range.commits);
  range.chain = chain_from(range.commits, base);
  return range;
}

std::vector<UpstreamCommit> commits_inside_merge(objects::ObjectStore& store, const UpstreamCommit& merge) {
  std::vector<UpstreamCommit> commits = any_range(store, merge.parents.front(), merge.id);
  fill_before_trees(store, commits);
  commits.pop_back();
  return commits;
}

}  // namespace mlxpatch::queue

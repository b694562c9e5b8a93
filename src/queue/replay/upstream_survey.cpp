#include "replay/upstream_survey.hpp"

#include <cstddef>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/queue/replay/commit_info.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <optional>
#include <vector>

#include "prefetch.hpp"
#include "replay/patch_id_match.hpp"
#include "replay/picked_origin.hpp"
#include "replay/queued_patch.hpp"
#include "replay/same_change.hpp"
#include "replay/scan.hpp"
#include "replay/scanned_queue.hpp"
#include "replay/upstream_range.hpp"

namespace mlxpatch::queue {

namespace {

void add(const std::vector<objects::PathChange>& changes, std::vector<objects::PathChange>& to) {
  to.insert(to.end(), changes.begin(), changes.end());
}

}  // namespace

UpstreamSurvey::UpstreamSurvey(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches,
                               const ReplayOptions& options)
    : m_store(store), m_patches(patches), m_options(options) {}

void UpstreamSurvey::survey(const git::Oid& base, const git::Oid& onto) {
  const bool asks_nothing =
      m_options.policy.dedup == ReplayPolicy::Dedup::off && m_options.policy.range == ReplayPolicy::Range::direct;
  if (asks_nothing) {
    // `onto` may be a commit of ours that exists in memory only, as it does when the rest of a queue is replayed on a
    // person's resolution.
    m_range.base_tree = m_store.tree_of(base);
    prefetch_at_target(m_store.tree_of(onto));
    return;
  }
  m_range = upstream_range(m_store, base, onto);
  m_touches.emplace(m_store, m_range, m_patches);
  const std::size_t commits = m_range.commits.size();
  for (std::size_t i = 0; i < commits; ++i) {
    m_options.tell(ReplayStage::reading, i, commits);
    for (const objects::PathChange& change : m_touches->at(i)) m_touched.insert(change.path);
  }
  prefetch_along_the_way();
  if (m_options.policy.dedup == ReplayPolicy::Dedup::by_patch_id) {
    m_same = find_same_changes(m_store, m_patches, m_range, *m_touches,
                               [&](std::size_t commit) { m_options.tell(ReplayStage::comparing, commit, commits); });
    m_picked = find_picked_origins(m_store, m_patches, m_range);
  }
  if (m_options.policy.range == ReplayPolicy::Range::direct || m_range.chain.empty()) return;
  m_scan.emplace(m_store, m_patches, m_range, *m_touches, m_same);
  m_scan->run([&](std::size_t done) { m_options.tell(ReplayStage::scanning, done, m_range.chain.size()); });
}

/// The contents of the patches, and of upstream's version of their files.
void UpstreamSurvey::prefetch_at_target(const git::Oid& tree) {
  if (!m_store.is_partial()) return;
  std::vector<objects::PathChange> changes = objects::changes_at(m_store, m_range.base_tree, tree, paths_of(m_patches));
  for (const QueuedPatch& patch : m_patches) add(patch.changes, changes);
  prefetch(m_store, changes);
}

/// The contents of the patches, and of every upstream version of their files.
void UpstreamSurvey::prefetch_along_the_way() {
  if (!m_store.is_partial()) return;
  std::vector<objects::PathChange> changes;
  for (const QueuedPatch& patch : m_patches) add(patch.changes, changes);
  for (std::size_t i = 0; i < m_range.commits.size(); ++i) add(m_touches->at(i), changes);
  prefetch(m_store, changes);
}

std::optional<Upstreamed> UpstreamSurvey::upstreamed(std::size_t index) const {
  if (const SameChange* same = same_change(index)) {
    const Evidence how = same->is_squashed() ? Evidence::squashed : Evidence::patch_id;
    return Upstreamed{commit_info(m_store, m_range.commits[same->commit].id), how};
  }
  const PatchScan* fared = scan(index);
  if (fared != nullptr && fared->upstreamed_by) {
    return Upstreamed{commit_info(m_store, *fared->upstreamed_by), Evidence::empty};
  }
  const bool given_up = fared != nullptr && fared->given_up_by && fared->clean();
  if (m_picked.empty() || !m_picked[index] || m_picked[index]->changes_more || given_up) return std::nullopt;
  return Upstreamed{commit_info(m_store, m_picked[index]->commit), Evidence::cherry_picked};
}

std::optional<git::Oid> UpstreamSurvey::reworked_by(std::size_t index) const {
  if (const SameChange* same = same_change(index)) {
    if (!same->reworked_by) return std::nullopt;
    return m_range.commits[*same->reworked_by].id;
  }
  const PatchScan* fared = scan(index);
  return fared == nullptr ? std::nullopt : fared->reworked_by;
}

std::optional<git::Oid> UpstreamSurvey::picked_in_part(std::size_t index) const {
  if (m_picked.empty() || !m_picked[index] || !m_picked[index]->changes_more) return std::nullopt;
  return m_picked[index]->commit;
}

std::optional<git::Oid> UpstreamSurvey::clean_until() const {
  if (!m_scan || !m_scan->clean_until()) return std::nullopt;
  return m_range.commits[*m_scan->clean_until()].id;
}

}  // namespace mlxpatch::queue

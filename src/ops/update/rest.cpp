#include "update/rest.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"
#include "fork/replay_options.hpp"
#include "update/queue_record.hpp"

namespace mlxpatch::ops {

namespace {

using queue::PatchState;
using queue::ReplayedPatch;
using queue::ReplayResult;
using workspace::Pending;

class Rest {
 public:
  Rest(Fork& fork, const Pending& pending, const queue::ReplayOptions& options)
      : m_store(fork.store()),
        m_pending(pending),
        m_surveying(options),
        m_direct(options),
        m_left(pending.todo.begin() + 1, pending.todo.end()) {
    m_below = objects::merge_base(fork.repository(), below_new(pending.todo.front()), pending.stopped_on)
                  .value_or(pending.base);
    m_surveying.policy.on_conflict = queue::ReplayPolicy::OnConflict::keep_going;
    m_surveying.on_progress = nullptr;
    m_direct.policy = {queue::ReplayPolicy::Range::direct, queue::ReplayPolicy::Dedup::off};
  }

  ReplayResult run(const git::Oid& tip) {
    // The commits of a pick are not to leave for what upstream has: they are it.
    const bool is_update = m_pending.command == Pending::Command::update && !m_left.empty();
    if (is_update) m_here = survey(m_pending.stopped_on);
    const std::vector<git::Oid> rest = m_left;
    std::erase_if(m_left, [&](const git::Oid& commit) { return is_picked(commit) && leave(commit); });
    ReplayResult result = queue::replay(m_store, m_left, m_below, tip, m_direct);
    // What conflicts here, and upstream takes in the end, a person need not resolve.
    while (is_update && result.stop && leave(result.stop->todo.front().commit)) {
      std::erase(m_left, result.stop->todo.front().commit);
      result = queue::replay(m_store, m_left, m_below, tip, m_direct);
    }
    for (ReplayedPatch& patch : result.patches) complete(patch);
    insert_taken(result, rest, m_store.tree_of(tip));
    return result;
  }

 private:
  using Survey = std::map<git::Oid, ReplayedPatch>;

  /// The newest commit at or below this one that the repository has: an update that did not stop has written none.
  git::Oid below_new(git::Oid commit) const {
    while (m_store.is_new(commit)) commit = m_store.commit(commit).parents.front();
    return commit;
  }

  /// What becomes of the queue as it was below the stop, on a commit of upstream's, as if nobody stopped.
  Survey survey(const git::Oid& onto) {
    const std::vector<git::Oid> queue = queue::queue_between(m_store, m_below, m_pending.todo.back());
    ReplayResult result = queue::replay(m_store, queue, m_below, onto, m_surveying);
    Survey by_commit;
    for (ReplayedPatch& patch : result.patches) by_commit.emplace(patch.commit, std::move(patch));
    return by_commit;
  }

  static bool is_upstreamed(const Survey& survey, const git::Oid& commit) {
    const auto found = survey.find(commit);
    return found != survey.end() && found->second.state == PatchState::upstreamed;
  }

  /// Whether the upstream commit of the stop is the one that a patch was picked from: whatever a merge leaves of it,
  /// upstream has the commit itself.
  bool is_picked(const git::Oid& commit) const {
    if (!is_upstreamed(m_here, commit)) return false;
    const auto& by = m_here.at(commit).upstreamed_by;
    return by && by->how == queue::Evidence::cherry_picked;
  }

  /// Takes a patch out if upstream has it in the end, so that a later revert counts.
  bool leave(const git::Oid& commit) {
    const bool is_end = m_pending.stopped_on == m_pending.onto;
    if (!is_end && !m_ahead) m_ahead = survey(m_pending.onto);
    const Survey& end = is_end ? m_here : *m_ahead;
    if (!is_upstreamed(end, commit)) return false;
    m_taken.emplace(commit, is_upstreamed(m_here, commit) ? m_here.at(commit) : end.at(commit));
    return true;
  }

  /// Adds what only a survey can know of a patch: who took it, or parts of it.
  void complete(ReplayedPatch& patch) const {
    const auto found = m_here.find(patch.commit);
    if (found == m_here.end()) return;
    const ReplayedPatch& here = found->second;
    if (patch.state == PatchState::empty && here.state == PatchState::upstreamed) {
      patch.state = here.state;
      patch.upstreamed_by = here.upstreamed_by;
    }
    if (!patch.new_commit) return;
    if (!patch.hunks) patch.hunks = here.hunks;
    if (patch.lost_lines.empty()) patch.lost_lines = here.lost_lines;
  }

  /// Puts the patches that left at their places among the others.
  void insert_taken(ReplayResult& result, const std::vector<git::Oid>& rest, git::Oid tree) {
    std::vector<ReplayedPatch> replayed = std::exchange(result.patches, {});
    std::size_t next = 0;
    for (const git::Oid& commit : rest) {
      if (const auto taken = m_taken.find(commit); taken != m_taken.end()) {
        taken->second.tree = tree;
        result.patches.push_back(taken->second);
        if (result.stop) result.stop->settled.push_back(taken->second);
      } else if (next < replayed.size()) {
        tree = replayed[next].tree;
        result.patches.push_back(std::move(replayed[next++]));
      }
    }
  }

  objects::ObjectStore& m_store;
  const Pending& m_pending;
  queue::ReplayOptions m_surveying;
  queue::ReplayOptions m_direct;
  std::vector<git::Oid> m_left;  ///< to be replayed
  git::Oid m_below;              ///< the upstream commit on which the patches to be replayed are built
  Survey m_here;
  std::optional<Survey> m_ahead;
  std::map<git::Oid, ReplayedPatch> m_taken;
};

/// The same options with the sides named for what they are: in a pick the branch is ours, the upstream commit theirs.
queue::ReplayOptions with_sides_of(const workspace::Pending& pending, queue::ReplayOptions options) {
  if (pending.command == workspace::Pending::Command::pick) {
    options.merge.our_side = "your branch";
    options.merge.their_side = "the picked commit";
  }
  if (pending.command == workspace::Pending::Command::edit) options.merge.our_side = "the edited patches";
  return options;
}

}  // namespace

queue::ReplayResult replay_rest(Fork& fork, const Pending& pending, const git::Oid& tip,
                                const queue::ReplayOptions& options) {
  ReplayResult result = Rest(fork, pending, options).run(tip);
  // HEAD is on the replayed prefix; the upstream commit is still the one of the stop.
  if (result.stop) result.stop->onto = pending.stopped_on;
  return result;
}

queue::ReplayOptions replay_options(Fork& fork, const Pending& pending, report::Reporter& reporter) {
  queue::ReplayOptions options = with_sides_of(pending, replay_options(fork, pending.policy, reporter));
  options.names = names_of_queue(fork, pending);
  options.made_from = originals_of(pending);
  return options;
}

ReplayResult replay_on(Fork& fork, Pending& pending, const git::Oid& tip, report::Reporter& reporter) {
  queue::ReplayOptions options = replay_options(fork, pending, reporter);
  ReplayResult replayed = replay_rest(fork, pending, tip, options);
  if (replayed.stop || pending.stopped_on == pending.onto) return replayed;
  record(pending, replayed.patches);
  pending.checkpoint = {pending.stopped_on, replayed.tip, pending.done, pending.resolutions.size()};
  const std::vector<git::Oid> queue = queue::queue_between(fork.store(), pending.stopped_on, replayed.tip);
  options.made_from = originals_of(pending);
  return queue::replay(fork.store(), queue, pending.stopped_on, pending.onto, options);
}

}  // namespace mlxpatch::ops

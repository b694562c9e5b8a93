#include "update/cause.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/queue/replay/commit_info.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"
#include "report/commit_line.hpp"
#include "update/queue_record.hpp"

namespace mlxpatch::ops {

namespace {

using workspace::Pending;

// Of the upstream commits that a pick is missing, those nearest to it.
constexpr std::size_t k_most_missing = 3;

queue::ReplayOptions survey_options(Fork& fork) {
  queue::ReplayOptions options;
  options.policy.on_conflict = queue::ReplayPolicy::OnConflict::keep_going;
  options.committer = fork.committer();
  return options;
}

bool touches(objects::ObjectStore& store, const git::Oid& commit, const std::vector<std::string>& sorted_paths) {
  const git::Commit value = store.commit(commit);
  const git::Oid before = value.parents.empty() ? git::Oid{} : store.tree_of(value.parents.front());
  return !objects::changes_at(store, before, value.tree, sorted_paths).empty();
}

std::vector<std::string> sorted_paths(const std::vector<merge::MergeConflict>& conflicts) {
  std::set<std::string> paths;
  for (const merge::MergeConflict& conflict : conflicts) paths.insert(conflict.path);
  return {paths.begin(), paths.end()};
}

/// Names of the patches that a person resolved or left out at this upstream commit, and that change the same files.
std::vector<std::string> settled_by_hand(Fork& fork, const Pending& pending, const std::vector<std::string>& paths) {
  const std::map<git::Oid, std::string> known = names_of_queue(fork, pending);
  std::vector<std::string> names;
  for (const git::Oid& original : pending.queue) {
    const bool is_resolved =
        std::ranges::any_of(pending.resolutions, [&](const auto& one) { return one.commit == original; });
    const bool is_skipped = std::ranges::any_of(pending.done, [&](const Pending::Done& done) {
      return done.commit == original && done.new_commit.is_zero() && done.by.empty();
    });
    if ((is_resolved || is_skipped) && touches(fork.store(), original, paths)) {
      names.push_back(patch_name(fork, known, original));
    }
  }
  return names;
}

/// The queue as it was before this upstream commit, replayed on it as a `check` would.
std::optional<queue::ReplayedPatch> surveyed(Fork& fork, const queue::ReplayStop& stop, const Pending& pending) {
  objects::ObjectStore& store = fork.store();
  const git::Oid conflicting = stop.todo.front().commit;
  if (store.is_new(conflicting)) return std::nullopt;
  const git::Oid below = objects::merge_base(fork.repository(), conflicting, stop.onto).value_or(pending.base);
  const std::vector<git::Oid> queue = queue::queue_between(store, below, conflicting);
  const queue::ReplayResult result = queue::replay(store, queue, below, stop.onto, survey_options(fork));
  return result.patches.empty() ? std::nullopt : std::optional(result.patches.back());
}

}  // namespace

Cause cause_of(Fork& fork, const queue::ReplayStop& stop, const Pending& pending) {
  Cause cause;
  cause.culprit = stop.culprit;
  if (cause.culprit) return cause;
  const auto patch = surveyed(fork, stop, pending);
  if (patch && patch->state == queue::PatchState::conflict && patch->culprit) {
    cause.culprit = patch->culprit;
    return cause;
  }
  // By itself it merges: it conflicts with what became of the patches before it.
  cause.builds_on = settled_by_hand(fork, pending, sorted_paths(stop.conflicts));
  if (patch) cause.culprit = patch->culprit;
  if (!cause.culprit && pending.culprit) cause.culprit = queue::commit_info(fork.store(), pending.culprit);
  return cause;
}

std::optional<queue::ReplayedPatch> cause_of_merge(Fork& fork, const std::vector<std::string>& paths,
                                                   const Pending& pending) {
  const queue::ReplayResult result =
      queue::replay(fork.store(), pending.queue, pending.base, pending.onto, survey_options(fork));
  for (const queue::ReplayedPatch& patch : result.patches) {
    const bool is_here = std::ranges::any_of(patch.conflicts, [&](const merge::MergeConflict& conflict) {
      return std::ranges::find(paths, conflict.path) != paths.end();
    });
    if (is_here && patch.culprit) return patch;
  }
  return std::nullopt;
}

void put_cause_of_pick(Fork& fork, const git::Oid& picked, const Pending& pending, report::Stop& stop) {
  objects::ObjectStore& store = fork.store();
  std::set<std::string> conflicting;
  for (const report::Conflict& conflict : stop.conflicts) conflicting.insert(conflict.path);
  const std::vector<std::string> paths(conflicting.begin(), conflicting.end());
  const std::map<git::Oid, std::string> names = names_of_queue(fork, pending);
  for (const git::Oid& own : queue::queue_between(store, pending.base, pending.branch_before)) {
    if (touches(store, own, paths)) stop.own_patches.push_back(patch_name(fork, names, own));
  }
  // The picked commit is ours by now, but its parent is still upstream's.
  const git::Oid parent = store.commit(picked).parents.front();
  if (store.is_new(parent)) return;
  const std::vector<git::Oid> earlier = objects::commits_between(fork.repository(), pending.base, parent);
  for (auto commit = earlier.rbegin(); commit != earlier.rend() && stop.missing.size() < k_most_missing; ++commit) {
    if (store.commit(*commit).parents.size() != 1 || !touches(store, *commit, paths)) continue;
    stop.missing.push_back(commit_line(queue::commit_info(store, *commit)));
  }
}

}  // namespace mlxpatch::ops

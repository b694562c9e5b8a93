#include "update/reuse.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/audit.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/replay.hpp>
#include <mlxpatch/report/resolution.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"
#include "fork/resolutions.hpp"
#include "update/known_conflicts.hpp"
#include "update/queue_record.hpp"
#include "update/resolution_commits.hpp"
#include "update/rest.hpp"
#include "update/stop.hpp"

namespace mlxpatch::ops {

namespace {

using workspace::Pending;

/// The commit of the patch at which the update stops, with what is remembered of its conflicts. std::nullopt if a
/// person is needed: some are not known, or nothing would be left of the patch.
std::optional<git::Oid> commit_known(Fork& fork, const Pending& stopped, const KnownStop& known) {
  objects::ObjectStore& store = fork.store();
  if (!known.is_all || known.tree == store.tree_of(stopped.prefix)) return std::nullopt;
  git::Commit commit = store.commit(stopped.todo.front());
  commit.tree = known.tree;
  commit.parents = {stopped.prefix};
  commit.committer = fork.committer();
  return with_name(fork, stopped, store.put_commit(commit));
}

std::vector<std::string> keys_of(const KnownStop& known) {
  std::vector<std::string> keys;
  for (const report::KnownFile& file : known.files) {
    for (const report::Resolution& resolution : file.resolutions) {
      if (std::ranges::find(keys, resolution.key) == keys.end()) keys.push_back(resolution.key);
    }
  }
  return keys;
}

}  // namespace

void reuse_known(Fork& fork, Pending& pending, queue::ReplayResult& replayed, report::Reporter& reporter) {
  if (pending.known != Pending::Known::reuse) return;
  while (replayed.stop) {
    const KnownStop known = known_stop(fork.store(), fork.config(), *replayed.stop, fork.resolutions());
    Pending stopped = pending_at_stop(*replayed.stop, pending);
    const auto tip = commit_known(fork, stopped, known);
    if (!tip) return;
    record_resolution(fork, stopped, *tip);
    stopped.resolutions.back().reused = keys_of(known);
    stopped.by_hand = true;
    pending = std::move(stopped);
    replayed = replay_on(fork, pending, *tip, reporter);
  }
}

void complete_reused(Fork& fork, const Pending& pending, const std::vector<report::Patch>& lines,
                     report::Audit& audit) {
  if (audit.reused.empty()) return;
  const std::vector<Resolutions::Stored> stored = fork.resolutions().all();
  for (report::ReusedPatch& patch : audit.reused) {
    const auto line = std::ranges::find(lines, patch.name, &report::Patch::name);
    for (const Pending::Resolution& resolution : pending.resolutions) {
      if (line == lines.end() || resolution.commit.hex() != line->commit) continue;
      for (const Resolutions::Stored& one : stored) {
        const auto& reused = resolution.reused;
        if (std::ranges::find(reused, one.key.hex()) == reused.end()) continue;
        patch.resolutions.push_back(to_report(fork.config(), one.resolution));
      }
    }
  }
}

namespace {

struct ReusingUpdate {
  Pending pending;
  queue::ReplayResult replayed;
};

/// The update as `--reuse` would make it, in memory.
ReusingUpdate try_reusing(Fork& fork, const PlannedUpdate& update, report::Reporter& reporter) {
  Pending pending;
  pending.policy = update.policy;
  pending.base = update.base;
  pending.onto = update.onto;
  pending.queue = update.commits;
  pending.known = Pending::Known::reuse;
  queue::ReplayResult replayed =
      queue::replay(fork.store(), update.commits, update.base, update.onto, replay_options(fork, pending, reporter));
  reuse_known(fork, pending, replayed, reporter);
  return {std::move(pending), std::move(replayed)};
}

}  // namespace

void mark_known(Fork& fork, const PlannedUpdate& update, report::Replay& replay, report::Reporter& reporter) {
  if (std::ranges::none_of(replay.patches, report::needs_person)) return;
  if (!fork.resolutions().any()) return;
  const auto [pending, replayed] = try_reusing(fork, update, reporter);
  std::set<std::string> passed;
  for (const Pending::Resolution& resolution : pending.resolutions) passed.insert(resolution.commit.hex());
  if (replayed.stop) passed.erase(original_of(pending, replayed.stop->todo.front().original).hex());
  for (report::Patch& patch : replay.patches) patch.resolution_known = passed.contains(patch.commit);
}

std::set<std::string> needed_resolutions(Fork& fork, const PlannedUpdate& update, report::Reporter& reporter) {
  std::set<std::string> keys;
  for (const Pending::Resolution& resolution : try_reusing(fork, update, reporter).pending.resolutions) {
    keys.insert(resolution.reused.begin(), resolution.reused.end());
  }
  return keys;
}

}  // namespace mlxpatch::ops

#include "replay/replay_stop.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/commit_info.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>

#include "replay/direct_replay.hpp"
#include "replay/queued_patch.hpp"
#include "replay/replay_run.hpp"
#include "replay/scan.hpp"
#include "replay/upstream_range.hpp"
#include "replay/upstream_survey.hpp"

namespace mlxpatch::queue {

namespace {

/// One patch of the queue as replayed on the commit before the culprit.
struct Carried {
  std::size_t index = 0;  ///< in the queue
  git::Oid commit;
  std::optional<HunkCounts> hunks;  ///< what it has lost by then
  std::vector<LostLine> lost_lines;
};

/// What a patch lost in two stretches of upstream's history, one after the other.
std::optional<HunkCounts> joined(std::optional<HunkCounts> first, const std::optional<HunkCounts>& second) {
  if (!second) return first;
  if (!first) return second;
  first->kept = second->kept;
  first->upstream.insert(first->upstream.end(), second->upstream.begin(), second->upstream.end());
  return first;
}

std::vector<LostLine> joined(std::vector<LostLine> first, const std::vector<LostLine>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

/// The first commit of the first-parent line to break a patch for good, as an index into the chain.
std::optional<std::size_t> earliest_break(const UpstreamSurvey& survey, const ReplayResult& full) {
  std::optional<std::size_t> earliest;
  const UpstreamRange& range = survey.range();
  for (std::size_t i = 0; i < full.patches.size(); ++i) {
    const PatchScan* scan = survey.scan(i);
    if (!needs_person(full.patches[i].state) || scan == nullptr || !scan->broken) continue;
    const auto place = std::find_if(range.chain.begin(), range.chain.end(), [&](std::size_t commit) {
      return range.commits[commit].id == scan->broken->chain_commit;
    });
    const auto position = static_cast<std::size_t>(place - range.chain.begin());
    if (position < range.chain.size() && (!earliest || position < *earliest)) earliest = position;
  }
  return earliest;
}

/// `commit` is the queue's own, if the report is of one that was made from it.
ReplayedPatch settled_report(const ReplayedPatch& known, const git::Oid& tree,
                             const std::optional<git::Oid>& commit = std::nullopt) {
  ReplayedPatch report = known;
  report.commit = commit.value_or(known.commit);
  report.new_commit.reset();
  report.conflicts.clear();
  // Those of the whole way; what comes after the stop is still to be replayed.
  report.hunks.reset();
  report.lost_lines.clear();
  report.tree = tree;
  return report;
}

/// Whether the patches that conflict in one replay are all such that upstream has them by the end of another.
bool all_taken_later(const ReplayResult& result, const ReplayResult& full) {
  for (std::size_t i = 0; i < result.patches.size(); ++i) {
    if (needs_person(result.patches[i].state) && full.patches[i].state != PatchState::upstreamed) return false;
  }
  return true;
}

/// Replays the queue on the commit before the culprit.
ReplayResult replay_before(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches,
                           const git::Oid& commit_before, const ReplayTarget& target) {
  ReplayOptions options = target.options;
  options.policy.on_conflict = ReplayPolicy::OnConflict::keep_going;
  options.on_progress = nullptr;
  UpstreamSurvey survey(store, patches, options);
  survey.survey(target.base, commit_before);
  return ReplayRun(store, patches, survey, options).run(commit_before);
}

/// The patches that are still there on that commit. Those that are left out become `settled`.
std::vector<Carried> carried_of(ReplayResult before, const ReplayResult& full,
                                std::vector<std::optional<ReplayedPatch>>& settled) {
  std::vector<Carried> carried;
  for (std::size_t i = 0; i < before.patches.size(); ++i) {
    ReplayedPatch& patch = before.patches[i];
    if (patch.new_commit) {
      carried.push_back({i, *patch.new_commit, std::move(patch.hunks), std::move(patch.lost_lines)});
    } else {
      settled[i] = needs_person(patch.state) ? settled_report(full.patches[i], patch.tree) : std::move(patch);
    }
  }
  return carried;
}

/// The carried queue replayed on the culprit as if nobody stopped: what becomes of each patch there, and why.
ReplayResult survey_at(objects::ObjectStore& store, const std::vector<QueuedPatch>& carried,
                       const git::Oid& commit_before, const git::Oid& culprit, const ReplayOptions& options) {
  UpstreamSurvey survey(store, carried, options);
  survey.survey(commit_before, culprit);
  return ReplayRun(store, carried, survey, options).run(culprit);
}

void fill_stop(ReplayStop& stop, const DirectReplay& direct, const QueuedPatch& patch, const merge::PathMerge& merge) {
  stop.tip = direct.tip();
  stop.tree = direct.tree_with(patch, merge);
  stop.conflicts = merge.conflicts;
}

/// Replays what was carried on the culprit itself, up to the first conflict.
class CulpritReplay {
 public:
  CulpritReplay(objects::ObjectStore& store, const UpstreamCommit& culprit, const ReplayResult& full,
                const ReplayOptions& options)
      : m_store(store), m_culprit(culprit), m_full(full), m_options(options), m_direct(store, culprit.id, options) {}

  /// std::nullopt if there is no conflict.
  std::optional<ReplayStop> run(const git::Oid& commit_before, const std::vector<Carried>& carried,
                                std::vector<std::optional<ReplayedPatch>>& settled) {
    const std::vector<QueuedPatch> patches = load(carried);
    const ReplayResult surveyed = survey_at(m_store, patches, commit_before, m_culprit.id, survey_options(carried));
    for (std::size_t i = 0; i < patches.size(); ++i) {
      const ReplayedPatch& known = m_full.patches[carried[i].index];
      const ReplayedPatch& here = surveyed.patches[i];
      const merge::PathMerge merge = m_direct.try_merge(patches[i]);
      if (is_picked(here) && known.state == PatchState::upstreamed) {
        // Whatever a merge leaves of it, upstream has the commit itself, to the end.
        settled[carried[i].index] = settled_report(here, m_direct.tree(), known.commit);
        m_direct.pass_over(patches[i]);
      } else if (merge.clean()) {
        settled[carried[i].index] = settle(patches[i], merge, known);
        if (settled[carried[i].index]->new_commit) account(carried[i], here, *settled[carried[i].index]);
      } else if (known.state == PatchState::upstreamed) {
        // Upstream takes it later, so a person need not resolve it.
        settled[carried[i].index] = settled_report(known, m_direct.tree());
        m_direct.leave_out(patches[i]);
      } else {
        return stop_at(carried, i, patches[i], merge);
      }
    }
    return std::nullopt;
  }

 private:
  std::vector<QueuedPatch> load(const std::vector<Carried>& carried) {
    std::vector<git::Oid> commits;
    commits.reserve(carried.size());
    for (const Carried& one : carried) commits.push_back(one.commit);
    return load_queue(m_store, commits, m_options.names);
  }

  ReplayOptions survey_options(const std::vector<Carried>& carried) const {
    ReplayOptions options = m_options;
    options.policy.on_conflict = ReplayPolicy::OnConflict::keep_going;
    options.on_progress = nullptr;
    for (const Carried& one : carried) {
      const git::Oid& original = m_full.patches[one.index].commit;
      const auto known = m_options.made_from.find(original);
      options.made_from[one.commit] = known == m_options.made_from.end() ? original : known->second;
    }
    return options;
  }

  static bool is_picked(const ReplayedPatch& patch) {
    return patch.state == PatchState::upstreamed && patch.upstreamed_by &&
           patch.upstreamed_by->how == Evidence::cherry_picked;
  }

  static void account(const Carried& before, const ReplayedPatch& here, ReplayedPatch& settled) {
    settled.hunks = joined(before.hunks, here.hunks);
    settled.lost_lines = joined(before.lost_lines, here.lost_lines);
  }

  ReplayedPatch settle(const QueuedPatch& patch, const merge::PathMerge& merge, const ReplayedPatch& known) {
    const git::Oid tree = m_direct.tree_with(patch, merge);
    ReplayedPatch report = settled_report(known, tree);
    if (tree == m_direct.tree() && !patch.changes.empty()) {
      report.state = PatchState::upstreamed;
      report.upstreamed_by = Upstreamed{commit_info(m_store, m_culprit.id), Evidence::empty};
      m_direct.pass_over(patch);
    } else {
      report.state = merge.renames.empty() ? PatchState::clean : PatchState::moved;
      report.new_commit = m_direct.take(patch, tree);
    }
    return report;
  }

  ReplayStop stop_at(const std::vector<Carried>& carried, std::size_t first, const QueuedPatch& patch,
                     const merge::PathMerge& merge) {
    ReplayStop stop;
    stop.onto = m_culprit.id;
    stop.patch = carried[first].index;
    // Everything merged on the commit before; where that commit is a merge, the scan knows which of its commits it is.
    stop.culprit = m_full.patches[stop.patch].culprit;
    if (!stop.culprit) stop.culprit = commit_info(m_store, m_culprit.id);
    fill_stop(stop, m_direct, patch, merge);
    for (std::size_t i = first; i < carried.size(); ++i) {
      const Carried& one = carried[i];
      stop.todo.push_back({one.commit, m_full.patches[one.index].commit, one.hunks, one.lost_lines});
    }
    return stop;
  }

  objects::ObjectStore& m_store;
  const UpstreamCommit& m_culprit;
  const ReplayResult& m_full;
  const ReplayOptions& m_options;
  DirectReplay m_direct;
};

}  // namespace

std::optional<ReplayStop> stop_at_culprit(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches,
                                          const UpstreamSurvey& survey, const ReplayResult& full,
                                          const ReplayTarget& target) {
  const std::optional<std::size_t> position = earliest_break(survey, full);
  if (!position) return std::nullopt;
  const UpstreamRange& range = survey.range();
  const UpstreamCommit& culprit = range.commits[range.chain[*position]];
  const git::Oid& commit_before = *position > 0 ? range.commits[range.chain[*position - 1]].id : target.base;
  std::vector<std::optional<ReplayedPatch>> settled(patches.size());
  ReplayResult before = replay_before(store, patches, commit_before, target);
  // If a patch conflicts there already that upstream does not take later, there is no stopping here.
  if (!all_taken_later(before, full)) return std::nullopt;
  const std::vector<Carried> carried = carried_of(std::move(before), full, settled);
  CulpritReplay on_culprit(store, culprit, full, target.options);
  std::optional<ReplayStop> stop = on_culprit.run(commit_before, carried, settled);
  if (!stop) return std::nullopt;
  for (std::optional<ReplayedPatch>& one : settled) {
    if (one) stop->settled.push_back(std::move(*one));
  }
  return stop;
}

ReplayStop stop_at_target(objects::ObjectStore& store, const std::vector<QueuedPatch>& patches,
                          const UpstreamSurvey& survey, const ReplayResult& replayed, const ReplayTarget& target) {
  ReplayStop stop;
  stop.onto = target.onto;
  git::Oid tip = target.onto;
  const auto first = std::find_if(replayed.patches.begin(), replayed.patches.end(),
                                  [](const ReplayedPatch& patch) { return needs_person(patch.state); });
  stop.settled.assign(replayed.patches.begin(), first);
  for (const ReplayedPatch& patch : stop.settled) tip = patch.new_commit.value_or(tip);
  stop.patch = stop.settled.size();
  stop.culprit = first->culprit;
  DirectReplay direct(store, tip, target.options);
  fill_stop(stop, direct, patches[stop.patch], direct.try_merge(patches[stop.patch]));
  for (std::size_t i = stop.patch; i < patches.size(); ++i) {
    const bool tried = i < replayed.patches.size();
    ReplayedPatch report = tried ? replayed.patches[i] : report_of(patches[i]);
    if (!tried) report.upstreamed_by = survey.upstreamed(i);
    if (!tried && report.upstreamed_by) report.state = PatchState::upstreamed;
    if (report.state == PatchState::upstreamed) {
      stop.settled.push_back(settled_report(report, direct.tree()));
    } else {
      stop.todo.push_back({patches[i].commit.id, patches[i].commit.id});
    }
  }
  return stop;
}

}  // namespace mlxpatch::queue

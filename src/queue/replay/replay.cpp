#include <mlxpatch/queue/replay/replay.hpp>

#include <cstddef>
#include <ranges>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/commit_info.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>

#include "replay/queued_patch.hpp"
#include "replay/replay_run.hpp"
#include "replay/replay_stop.hpp"
#include "replay/upstream_survey.hpp"

namespace mlxpatch::queue {

ReplayResult replay(objects::ObjectStore& store, const std::vector<git::Oid>& commits, const git::Oid& base,
                    const git::Oid& onto, const ReplayOptions& options) {
  const std::vector<QueuedPatch> patches = load_queue(store, commits, options.names, [&](std::size_t done) {
    options.tell(ReplayStage::reading, done, commits.size());
  });
  UpstreamSurvey survey(store, patches, options);
  survey.survey(base, onto);
  ReplayOptions running = options;
  const bool stops = options.policy.on_conflict == ReplayPolicy::OnConflict::stop;
  // Where to stop is known only once every patch has been tried.
  if (options.policy.range == ReplayPolicy::Range::incremental) {
    running.policy.on_conflict = ReplayPolicy::OnConflict::keep_going;
  }
  ReplayResult result = ReplayRun(store, patches, survey, running).run(onto);
  if (result.clean) return result;
  if (const auto newest = survey.clean_until()) result.clean_until = commit_info(store, *newest);
  if (!stops) return result;
  const ReplayTarget target{base, onto, options};
  result.stop = stop_at_culprit(store, patches, survey, result, target);
  if (!result.stop) result.stop = stop_at_target(store, patches, survey, result, target);
  return result;
}

std::vector<git::Oid> queue_between(objects::ObjectStore& store, const git::Oid& base, const git::Oid& tip) {
  std::vector<git::Oid> newest_first;
  const auto add = [&](const git::Oid& id) {
    const git::Commit commit = store.commit(id);
    if (commit.parents.empty()) {
      throw Error(fmt::format("commit {} has no parent, so it is not a patch", id.short_hex()))
          .doing("reading the queue")
          .hint("choose a base that the branch descends from");
    }
    if (commit.parents.size() == 1) newest_first.push_back(id);
    return commit.parents.front();
  };
  // The repository does not know the commits that are still in memory; they have one parent each.
  git::Oid known = tip;
  while (known != base && store.is_new(known)) known = add(known);
  if (known == base) return {newest_first.rbegin(), newest_first.rend()};
  const std::vector<git::Oid> written = objects::commits_between(store.repository(), base, known);
  for (const git::Oid& id : std::views::reverse(written)) add(id);
  return {newest_first.rbegin(), newest_first.rend()};
}

}  // namespace mlxpatch::queue

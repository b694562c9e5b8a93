#include <mlxpatch/ops/why.hpp>

#include <cstddef>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/status.hpp>

#include "fork/branch_queue.hpp"
#include "fork/find_patch.hpp"
#include "fork/fork.hpp"
#include "fork/patch_files.hpp"
#include "fork/remembered_replay.hpp"
#include "fork/replay_options.hpp"
#include "publish/recover.hpp"
#include "report/convert.hpp"
#include "report/shown_diff.hpp"
#include "update/under_way.hpp"

namespace mlxpatch::ops {

report::Why why(const Invocation& invocation, const std::string& patch, report::Reporter& reporter) {
  Fork fork = open_fork(invocation, Access::read, reporter);
  const BranchQueue queue = branch_queue(fork, fork.require_branch_tip());
  const git::Oid onto = fork.require_upstream_tip();
  const queue::ReplayOptions options = replay_options(fork, keep_going(), reporter);
  const queue::ReplayResult replayed = remembered_replay(fork, queue.commits, queue.base, onto, options);
  std::vector<report::Patch> patches = to_report(replayed, queue.base, onto).patches;
  name_by_files(fork, queue.commits, readable_project_patches(fork.project()), patches);
  std::vector<PatchTitle> titles;
  titles.reserve(patches.size());
  for (const report::Patch& each : patches) titles.push_back({each.name, each.subject});
  const std::size_t index = find_patch(titles, fork.config(), patch, "mlxpatch why");
  const queue::ReplayedPatch& found = replayed.patches[index];

  report::Why result;
  result.patch = patches[index];
  result.onto = onto.hex();
  if (found.culprit) {
    std::vector<std::string> paths;
    paths.reserve(found.conflicts.size());
    for (const merge::MergeConflict& conflict : found.conflicts) paths.push_back(conflict.path);
    const MovedFiles moved = moved_files(fork, found.commit, found.conflicts);
    result.patch_diff = patch_diff_at(fork, found.commit, paths, moved);
    result.upstream_diff = hunks_near(diff_at(fork, found.culprit->id, paths, moved), result.patch_diff);
    result.next.push_back(
        report::NextStep(report::NextStep::Kind::show_culprit).in(fork.directory()).at(found.culprit->id.short_hex()));
    const std::vector<report::NextStep> under_way = steps_under_way(fork);
    result.next.insert(result.next.end(), under_way.begin(), under_way.end());
    if (under_way.empty()) result.next.push_back(report::NextStep::Kind::update_to_culprit);
  }
  return result;
}

}  // namespace mlxpatch::ops

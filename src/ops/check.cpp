#include <mlxpatch/ops/check.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/files/apply_to_tree.hpp>
#include <mlxpatch/queue/files/commit_patches.hpp>
#include <mlxpatch/queue/files/export.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/replay.hpp>
#include <mlxpatch/report/status.hpp>

#include "fork/branch_queue.hpp"
#include "fork/fetch.hpp"
#include "fork/find_base.hpp"
#include "fork/fork.hpp"
#include "fork/patch_files.hpp"
#include "fork/remembered_replay.hpp"
#include "fork/replay_options.hpp"
#include "fork/resolutions.hpp"
#include "publish/recover.hpp"
#include "report/commit_line.hpp"
#include "report/convert.hpp"
#include "update/reuse.hpp"
#include "update/under_way.hpp"

namespace mlxpatch::ops {

namespace {

std::string text_of(const Error& error) {
  std::string text = error.what();
  for (const std::string& place : error.places()) text += "\n" + place;
  return text;
}

/// The queue of the patch files, on their base. std::nullopt if they do not apply; `result` then has the reason.
std::optional<BranchQueue> queue_of_files(Fork& fork, const queue::PatchDirectory& patch_directory,
                                          report::Check& result) {
  const git::Oid base = find_base(fork, patch_directory).commit;
  queue::CommitDefaults defaults = commit_defaults(fork);
  auto outcome = queue::commit_patches(fork.store(), patch_directory.patches, base, defaults);
  if (const auto* failure = std::get_if<queue::ApplyFailure>(&outcome)) {
    result.apply_problem = text_of(queue::failure_as_error(*failure));
    return std::nullopt;
  }
  result.files_apply = true;
  const auto& queue = std::get<queue::CommittedQueue>(outcome);
  return BranchQueue{base, queue.commits, queue.tip, false, {}};
}

/// Compares branch and files. Returns the commits of the patch files that are the same patch on the branch.
std::map<std::string, git::Oid> compare_with_branch(Fork& fork, report::Check& result) {
  std::map<std::string, git::Oid> commits;
  const auto tip = fork.branch_tip();
  result.has_branch = tip.has_value();
  if (!tip) return commits;
  const BranchQueue branch = branch_queue(fork, *tip);
  const queue::PatchDirectory patch_directory = repaired_project_patches(fork, branch.commits).directory;
  const FileSet files = file_set(fork, branch.commits, branch.base, patch_directory, Keep::old_bytes);
  result.drift = drift_between(files, patch_directory, fork.project(), branch.base);
  // Merges are only linearized in memory.
  if (branch.linearized) return commits;
  for (const queue::ExportedPatch& patch : files.patches) {
    const std::string& name = patch.known_as.empty() ? patch.name : patch.known_as;
    if (std::ranges::find(result.drift.changed, name) == result.drift.changed.end()) commits[name] = patch.commit;
  }
  return commits;
}

/// Whether a replay makes the same of both, if it makes the same of the commits before them.
bool is_same_but_for_committer(const git::Commit& a, const git::Commit& b) {
  return a.tree == b.tree && a.author == b.author && a.message == b.message && a.encoding == b.encoding;
}

struct CheckedQueue {
  std::vector<git::Oid> commits;
  std::map<git::Oid, git::Oid> made_from;
};

/// The commits of the patch files; where the branch has the very same, its own, of which `status` may have found out
/// everything already.
CheckedQueue queue_to_replay(Fork& fork, const BranchQueue& of_files, const queue::PatchDirectory& patch_directory,
                             const std::map<std::string, git::Oid>& on_branch) {
  CheckedQueue ours{of_files.commits, {}};
  CheckedQueue branch;
  branch.commits.reserve(of_files.commits.size());
  git::Oid before = of_files.base;
  for (std::size_t i = 0; i < of_files.commits.size(); ++i) {
    const auto known = on_branch.find(patch_directory.patches[i].name);
    if (known == on_branch.end()) continue;
    ours.made_from[of_files.commits[i]] = known->second;
    const git::Commit commit = fork.store().commit(known->second);
    const bool is_next = commit.parents == std::vector{before};
    if (!is_next || !is_same_but_for_committer(commit, fork.store().commit(of_files.commits[i]))) continue;
    branch.commits.push_back(known->second);
    before = known->second;
  }
  return branch.commits.size() == ours.commits.size() ? branch : ours;
}

void conclude(Fork& fork, report::Check& result) {
  const bool is_clean = std::ranges::none_of(result.replay.patches, report::needs_person);
  const bool is_good = result.files_apply && is_clean && !result.drift.any();
  result.outcome = is_good ? report::Outcome::done : report::Outcome::check_failed;
  if (is_good) return;
  const std::vector<report::NextStep> under_way = steps_under_way(fork);
  result.next = under_way;
  if (!result.files_apply && under_way.empty()) result.next.push_back(report::NextStep::Kind::set_up_to_see_problem);
  if (result.drift.any()) result.next.push_back(report::NextStep::Kind::status_drift);
  if (is_clean || !under_way.empty()) return;
  result.next.push_back(report::NextStep::Kind::update_to_resolve);
  add_clean_step(result.replay, result.next);
}

}  // namespace

report::Check check(const Invocation& invocation, const CheckOptions& options, report::Reporter& reporter) {
  Fork fork = open_fork(invocation, Access::read, reporter);
  if (options.network == Network::use) fetch_upstream(fork, reporter);
  report::Check result;
  const queue::PatchDirectory patch_directory = read_project_patches(fork.project());
  const git::Oid onto =
      options.to.empty() ? fork.require_upstream_tip() : git::resolve_commit(fork.repository(), options.to);
  result.upstream = options.to.empty() ? fork.tracking_name() : options.to;
  result.tip = commit_line(fork, onto);
  const std::map<std::string, git::Oid> on_branch = compare_with_branch(fork, result);
  if (const auto queue = queue_of_files(fork, patch_directory, result)) {
    const CheckedQueue checked = queue_to_replay(fork, *queue, patch_directory, on_branch);
    queue::ReplayOptions replaying = replay_options(fork, keep_going(options.policy), reporter);
    replaying.made_from = checked.made_from;
    result.base = commit_line(fork, queue->base);
    result.behind = objects::count_between(fork.repository(), queue->base, onto);
    result.replay =
        to_report(remembered_replay(fork, checked.commits, queue->base, onto, replaying), queue->base, onto);
    mark_known(fork, {checked.commits, queue->base, onto, options.policy}, result.replay, reporter);
    note_damaged(fork.project(), fork.resolutions(), result.notes);
    for (report::Patch& patch : result.replay.patches) {
      if (const auto known = on_branch.find(patch.name); known != on_branch.end()) patch.commit = known->second.hex();
    }
  }
  conclude(fork, result);
  return result;
}

}  // namespace mlxpatch::ops

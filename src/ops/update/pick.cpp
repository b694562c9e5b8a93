#include <mlxpatch/ops/update/pick.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/replay/origin_line.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/branch_queue.hpp"
#include "fork/fetch.hpp"
#include "fork/fork.hpp"
#include "fork/preconditions.hpp"
#include "publish/recover.hpp"
#include "update/begin_pending.hpp"
#include "update/begin_report.hpp"
#include "update/finish.hpp"
#include "update/rest.hpp"

namespace mlxpatch::ops {

namespace {

/// The commits that the arguments name, in the given order. "a..b" means those of b that are not in a, oldest first.
std::vector<git::Oid> commits_named(Fork& fork, const std::vector<std::string>& revisions) {
  std::vector<git::Oid> commits;
  for (const std::string& revision : revisions) {
    const std::size_t dots = revision.find("..");
    if (dots == std::string::npos) {
      commits.push_back(git::resolve_commit(fork.repository(), revision));
      continue;
    }
    const git::Oid base = git::resolve_commit(fork.repository(), revision.substr(0, dots));
    const git::Oid tip = git::resolve_commit(fork.repository(), revision.substr(dots + 2));
    for (const git::Oid& oid : queue::queue_between(fork.store(), base, tip)) commits.push_back(oid);
  }
  return commits;
}

/// The same commit with the line that `git cherry-pick -x` adds to say where it came from.
git::Oid with_origin(Fork& fork, const git::Oid& oid) {
  git::Commit commit = fork.store().commit(oid);
  if (commit.parents.size() != 1) {
    throw Error(fmt::format("{} is {}; only commits with one parent can be picked", oid.short_hex(),
                            commit.parents.empty() ? "a root commit" : "a merge"))
        .doing("picking upstream commits")
        .hint(fmt::format("mlxpatch pick {0}^..{0}     pick the commits that it merged", oid.short_hex()));
  }
  commit.message = queue::add_origin_line(commit.message, oid);
  return fork.store().put_commit(commit);
}

}  // namespace

report::Update pick(const Invocation& invocation, const PickOptions& options, report::Reporter& reporter) {
  Fork fork = open_fork(invocation, Access::write, reporter);
  refuse_while_under_way(fork);
  require_on_branch(fork);
  require_clean_tree(fork.checkout(), "");
  if (options.network == Network::use) fetch_upstream(fork, reporter);

  const BranchQueue queue = branch_queue(fork, fork.require_branch_tip());
  std::vector<git::Oid> picked;
  for (const git::Oid& oid : commits_named(fork, options.revisions)) picked.push_back(with_origin(fork, oid));

  report::Update result = begin_report(fork, report::Command::pick, queue.base, queue.base);
  const queue::ReplayPolicy as_they_are{queue::ReplayPolicy::Range::direct, queue::ReplayPolicy::Dedup::off};
  workspace::Pending pending = begin_pending(fork, queue, queue.base, as_they_are);
  pending.command = workspace::Pending::Command::pick;
  pending.queue = picked;
  queue::ReplayResult replayed =
      queue::replay(fork.store(), picked, queue.base, queue.tip, replay_options(fork, pending, reporter));
  // The picks go on top of the queue, whose base stays the same.
  if (replayed.stop) replayed.stop->onto = queue.base;
  const git::Oid tree = fork.store().tree_of(queue.tip);
  ComputedUpdate computed = finish_or_stop(fork, pending, replayed, {tree}, std::move(result));
  const bool is_nothing = !computed.report.stop && replayed.tip == queue.tip && computed.publication.files.empty();
  if (is_nothing) {
    fork.store().discard();
    return std::move(computed.report);
  }
  return publish_update(fork, std::move(computed), reporter);
}

}  // namespace mlxpatch::ops

#include <mlxpatch/ops/log.hpp>

#include <algorithm>
#include <cstddef>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/replay/commit_info.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/history.hpp>

#include "fork/branch_queue.hpp"
#include "fork/fork.hpp"
#include "fork/patch_files.hpp"
#include "fork/project.hpp"
#include "publish/recover.hpp"
#include "report/commit_line.hpp"

namespace mlxpatch::ops {

namespace {

using Paths = std::vector<std::string>;  // sorted, without duplicates

void sort_unique(Paths& paths) {
  std::ranges::sort(paths);
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
}

struct Queue {
  git::Oid base;
  Paths paths;
};

/// Taken from the branch if there is one, because it may be ahead of the files.
Queue queue_of_branch(Fork& fork, const git::Oid& tip) {
  const BranchQueue branch = branch_queue(fork, tip);
  Queue queue{branch.base, {}};
  for (const git::Oid& oid : branch.commits) {
    const git::Commit commit = fork.store().commit(oid);
    const git::Oid before = fork.store().tree_of(commit.parents.front());
    for (const objects::PathChange& change : objects::changes_between(fork.store(), before, commit.tree)) {
      queue.paths.push_back(change.path);
    }
  }
  sort_unique(queue.paths);
  return queue;
}

Queue queue_of(Fork& fork) {
  if (const auto tip = fork.branch_tip()) return queue_of_branch(fork, *tip);
  const auto& lock = fork.project().lock;
  Queue queue{lock ? lock->base : fork.require_branch_tip(), {}};
  for (const patch::Patch& patch : read_project_patches(fork.project()).patches) {
    for (const patch::FilePatch& file : patch.files) {
      for (const std::string& path : {file.old_path, file.new_path}) {
        if (!path.empty()) queue.paths.push_back(path);
      }
    }
  }
  sort_unique(queue.paths);
  return queue;
}

/// The paths that the commit changes. A merge changes a path only if its version differs from that of every parent.
Paths touched_by(objects::ObjectStore& store, const git::Commit& commit, const Paths& paths) {
  Paths touched = paths;
  for (std::size_t i = 0; i < std::max<std::size_t>(commit.parents.size(), 1) && !touched.empty(); ++i) {
    const git::Oid before = commit.parents.empty() ? git::Oid{} : store.tree_of(commit.parents[i]);
    Paths differing;
    for (const objects::PathChange& change : objects::changes_at(store, before, commit.tree, touched)) {
      differing.push_back(change.path);
    }
    touched = std::move(differing);
  }
  return touched;
}

}  // namespace

report::Log log(const Invocation& invocation, const LogOptions& options, report::Reporter& reporter) {
  Fork fork = open_fork(invocation, Access::read, reporter);
  const git::Oid tip = fork.require_upstream_tip();
  const Queue queue = queue_of(fork);
  const std::vector<git::Oid> commits = objects::commits_between(fork.repository(), queue.base, tip);

  report::Log result;
  result.base = queue.base.hex();
  result.tip = tip.hex();
  result.of = commits.size();
  result.only_touching = options.filter == LogOptions::Filter::touching;
  std::size_t done = 0;
  for (const git::Oid& oid : commits | std::views::reverse) {
    check_interrupt();
    reporter.on(report::Progress{"Reading commits", ++done, commits.size()});
    Paths touching = touched_by(fork.store(), fork.store().commit(oid), queue.paths);
    if (result.only_touching && touching.empty()) continue;
    result.commits.push_back({commit_line(queue::commit_info(fork.store(), oid)), std::move(touching)});
  }
  return result;
}

}  // namespace mlxpatch::ops

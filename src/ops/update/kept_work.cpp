#include "update/kept_work.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/report/next_step.hpp>

#include "fork/fork.hpp"
#include "publish/publish.hpp"
#include "update/queue_record.hpp"

namespace mlxpatch::ops {

using report::NextStep;

namespace {

/// What keeps the worktree as it was before an operation.
std::string kept_worktree(std::uint64_t operation) { return anchor_ref(operation) + ":tree-before"; }

}  // namespace

report::NextStep step_to_show(Fork& fork, const git::Oid& resolution) {
  return NextStep(NextStep::Kind::show_resolution)
      .in(fork.directory())
      .at(resolution.short_hex())
      .of(patch_name(fork, {}, resolution));
}

std::vector<report::NextStep> steps_to_show(Fork& fork, const std::vector<git::Oid>& resolutions) {
  std::vector<NextStep> steps;
  steps.reserve(resolutions.size());
  for (const git::Oid& resolution : resolutions) steps.push_back(step_to_show(fork, resolution));
  return steps;
}

report::NextStep step_to_show_worktree(Fork& fork, std::uint64_t operation, const git::Oid& head) {
  return NextStep(NextStep::Kind::show_worktree).in(fork.directory()).at(head.short_hex()).of(kept_worktree(operation));
}

std::string diff_command(Fork& fork, std::uint64_t operation, const git::Oid& head) {
  return fork.checkout().git_command(fmt::format("diff {} {}", head.short_hex(), kept_worktree(operation)));
}

std::vector<git::Oid> commits_above(Fork& fork, const git::Oid& prefix, const git::Oid& tip) {
  if (tip == prefix || tip.is_zero() || !objects::is_ancestor(fork.repository(), prefix, tip)) return {};
  return queue::queue_between(fork.store(), prefix, tip);
}

}  // namespace mlxpatch::ops

#include "update/kept_work.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/queue/files/name_trailer.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/report/next_step.hpp>

#include "fork/fork.hpp"
#include "publish/anchor.hpp"

namespace mlxpatch::ops {

using report::NextStep;

namespace {

/// What keeps the worktree as it was before an operation.
std::string kept_worktree(std::uint64_t operation) { return anchor_ref(operation) + ":tree-before"; }

}  // namespace

report::NextStep step_to_show(Fork& fork, const git::Oid& resolution, const std::string& name) {
  const bool is_file = !name.empty() && std::filesystem::exists(fork.config().patches_path() / name);
  return NextStep(NextStep::Kind::show_resolution)
      .in(fork.directory())
      .at(resolution.short_hex())
      .of(is_file ? name : fmt::format("\"{}\"", fork.store().commit(resolution).subject()));
}

std::vector<report::NextStep> steps_to_show(Fork& fork, const std::vector<git::Oid>& resolutions) {
  std::vector<NextStep> steps;
  steps.reserve(resolutions.size());
  git::Oid last;
  std::string name;
  for (const git::Oid& resolution : resolutions) {
    const git::Commit commit = fork.store().commit(resolution);
    const std::string own = queue::split_name_trailer(commit.message).name;
    // The name is in the first of several commits at one stop.
    const bool continues = own.empty() && !last.is_zero() && commit.parents.front() == last;
    if (!continues) name = own;
    steps.push_back(step_to_show(fork, resolution, name));
    last = resolution;
  }
  return steps;
}

report::NextStep step_to_show_worktree(Fork& fork, std::uint64_t operation, const git::Oid& head) {
  return NextStep(NextStep::Kind::show_worktree).in(fork.directory()).at(head.short_hex()).of(kept_worktree(operation));
}

std::string note_of_kept_work(Fork& fork, const git::Oid& head) {
  const std::string kept = kept_worktree(fork.state().operations().back().id);
  return "what you had done to the files is kept:\n  " +
         fork.checkout().git_command(fmt::format("diff {} {}", head.short_hex(), kept));
}

std::vector<git::Oid> commits_above(Fork& fork, const git::Oid& prefix, const git::Oid& tip) {
  if (tip == prefix || tip.is_zero() || !objects::is_ancestor(fork.repository(), prefix, tip)) return {};
  return queue::queue_between(fork.store(), prefix, tip);
}

}  // namespace mlxpatch::ops

#include <mlxpatch/ops/why.hpp>

#include <cstddef>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/status.hpp>

#include "fork/branch_queue.hpp"
#include "fork/fork.hpp"
#include "fork/replay_options.hpp"
#include "publish/recover.hpp"
#include "report/convert.hpp"
#include "report/shown_diff.hpp"

namespace mlxpatch::ops {

namespace {

std::string stem_of(const std::string& name) { return name.substr(0, name.rfind('.')); }

/// The index of the patch that `requested` names: its name, with or without ".patch", its number, or an unambiguous
/// prefix of its name.
std::size_t find_patch(const std::vector<queue::ReplayedPatch>& patches, const std::string& requested) {
  std::vector<std::size_t> with_prefix;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < patches.size(); ++i) {
    const std::string& name = patches[i].name;
    if (name == requested || stem_of(name) == requested || std::to_string(i + 1) == requested) return i;
    if (name.starts_with(requested)) with_prefix.push_back(i);
    names.push_back(stem_of(name));
  }
  if (with_prefix.size() == 1) return with_prefix.front();
  Error error(fmt::format("the queue has no patch \"{}\"", requested), ErrorKind::usage);
  for (const std::string& near : near_names(requested, names)) error.hint("mlxpatch why " + near);
  throw error.hint("mlxpatch status            list the patches");
}

}  // namespace

report::Why why(const Invocation& invocation, const std::string& patch, report::Reporter& reporter) {
  Fork fork = open_fork(invocation, Access::read, reporter);
  const BranchQueue queue = branch_queue(fork, fork.require_branch_tip());
  const git::Oid onto = fork.require_upstream_tip();
  const queue::ReplayOptions options = replay_options(fork, keep_going(), reporter);
  const queue::ReplayResult replayed = queue::replay(fork.store(), queue.commits, queue.base, onto, options);
  const std::size_t index = find_patch(replayed.patches, patch);
  const queue::ReplayedPatch& found = replayed.patches[index];

  report::Why result;
  result.patch = to_report(found, index + 1);
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
    result.next.push_back(report::NextStep::Kind::update_to_culprit);
  }
  return result;
}

}  // namespace mlxpatch::ops

#include <mlxpatch/ops/why.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/patch/format/file_name.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/status.hpp>
#include <mlxpatch/workspace/config.hpp>

#include "fork/branch_queue.hpp"
#include "fork/fork.hpp"
#include "fork/patch_files.hpp"
#include "fork/remembered_replay.hpp"
#include "fork/replay_options.hpp"
#include "publish/recover.hpp"
#include "report/convert.hpp"
#include "report/shown_diff.hpp"
#include "update/under_way.hpp"

namespace mlxpatch::ops {

namespace {

std::string stem_of(const std::string& name) {
  return name.ends_with(".patch") || name.ends_with(".diff") ? name.substr(0, name.rfind('.')) : name;
}

/// A file's name without the number in front of it.
std::string without_number(const std::string& name) {
  const std::size_t digits = name.find_first_not_of("0123456789");
  return digits != 0 && digits != std::string::npos && name[digits] == '-' ? name.substr(digits + 1) : name;
}

/// What a patch may be called: its name, with or without ".patch" and the number in front, its subject, a name made
/// from that.
std::vector<std::string> names_of(const report::Patch& patch) {
  return {stem_of(patch.name), without_number(stem_of(patch.name)), patch.subject, patch::file_name_for(patch.subject)};
}

/// The index of the patch that `requested` names: by a name, the path of its file, its number, or the beginning of a
/// name that only one patch has.
std::size_t find_patch(const std::vector<report::Patch>& patches, const workspace::Config& config,
                       const std::string& requested) {
  const std::string prefix = std::filesystem::path(config.patches_dir).generic_string() + "/";
  const std::string wanted = stem_of(requested.starts_with(prefix) ? requested.substr(prefix.size()) : requested);
  std::vector<std::size_t> with_prefix;
  std::vector<std::string> names;
  for (const report::Patch& patch : patches) {
    if (stem_of(patch.name) == wanted) return patch.index - 1;
  }
  for (const report::Patch& patch : patches) {
    const std::vector<std::string> called = names_of(patch);
    if (std::to_string(patch.index) == requested) return patch.index - 1;
    if (std::ranges::find(called, wanted) != called.end()) return patch.index - 1;
    if (std::ranges::any_of(called, [&](const std::string& name) { return name.starts_with(wanted); })) {
      with_prefix.push_back(patch.index - 1);
    }
    names.push_back(called.front());
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
  const queue::ReplayResult replayed = remembered_replay(fork, queue.commits, queue.base, onto, options);
  std::vector<report::Patch> patches = to_report(replayed, queue.base, onto).patches;
  name_by_files(fork, queue.commits, readable_project_patches(fork.project()), patches);
  const std::size_t index = find_patch(patches, fork.config(), patch);
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

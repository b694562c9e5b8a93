#include <mlxpatch/ops/diff_queue.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/compare/compare_queues.hpp>
#include <mlxpatch/queue/compare/pair_patches.hpp>
#include <mlxpatch/queue/compare/patch_comparison.hpp>
#include <mlxpatch/queue/files/export.hpp>
#include <mlxpatch/queue/files/name_trailer.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/queue_diff.hpp>
#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/operation.hpp>

#include "fork/branch_queue.hpp"
#include "fork/exported_patches.hpp"
#include "fork/fork.hpp"
#include "fork/patch_files.hpp"
#include "fork/patch_names.hpp"
#include "fork/project.hpp"
#include "fork/project_history.hpp"
#include "publish/recover.hpp"

namespace mlxpatch::ops {

namespace {

using report::QueueSide;

/// One of the two queues.
struct Side {
  QueueSide side;
  std::vector<patch::Patch> patches;
  std::vector<git::Oid> commits;  ///< of the patches; none if they are files
  std::vector<std::string> notes;
};

Side side_of_files(const Project& project, queue::PatchDirectory files) {
  return {{QueueSide::Kind::patch_files, project.config.patches_dir, {}, 0}, std::move(files.patches), {}, {}};
}

Side side_of_commits(Fork& fork, QueueSide::Kind kind, const BranchQueue& queue,
                     const std::vector<queue::ExportedPatch>& exported) {
  Side side{{kind, fork.config().checkout_branch, queue.tip.hex(), 0}, patches_in(fork, exported), {}, queue.notes};
  for (std::size_t i = 0; i < exported.size(); ++i) {
    // By the name that its file has now, whatever it would get.
    if (!exported[i].known_as.empty()) side.patches[i].name = exported[i].known_as;
    side.commits.push_back(exported[i].commit);
  }
  return side;
}

/// The patch files, and what `regen` would make of them.
std::pair<Side, Side> files_and_branch(Fork& fork) {
  const BranchQueue queue = branch_queue(fork, fork.require_branch_tip());
  queue::RepairedDirectory repaired = repaired_project_patches(fork, queue.commits);
  const FileSet files = file_set(fork, queue.commits, queue.base, repaired.directory, Keep::old_bytes);
  Side after = side_of_commits(fork, QueueSide::Kind::branch, queue, files.patches);
  Side before = side_of_files(fork.project(), std::move(repaired.directory));
  before.notes = std::move(repaired.notes);
  return {std::move(before), std::move(after)};
}

/// The move of the branch by the newest update that is not undone. Throws Error if there is none.
workspace::Operation last_update(Fork& fork) {
  const std::vector<workspace::Operation> operations = fork.state().operations();
  for (const workspace::Operation& operation : std::views::reverse(operations)) {
    const bool is_update = operation.command == "update" || operation.command == "update --merge";
    const bool counts = operation.state == workspace::Operation::State::done && operation.undoes == 0;
    const auto is_move = [&](const workspace::RefMove& ref) {
      return ref.name == fork.branch_ref() && ref.before && ref.after && ref.before != ref.after;
    };
    if (is_update && counts && std::ranges::any_of(operation.refs, is_move)) return operation;
  }
  throw Error("no update has moved the branch yet")
      .doing("comparing the queue before and after the last update")
      .hint("mlxpatch diff        compare the branch with the patch files")
      .hint("mlxpatch history     list the operations done here");
}

std::pair<Side, Side> last_update_sides(Fork& fork) {
  const workspace::Operation update = last_update(fork);
  const auto ref_named = [&](const std::string& name) {
    const auto found = std::ranges::find(update.refs, name, &workspace::RefMove::name);
    return found == update.refs.end() ? workspace::RefMove{} : *found;
  };
  const workspace::RefMove branch = ref_named(fork.branch_ref());
  const workspace::RefMove names = ref_named(k_names_ref);
  const auto side = [&](QueueSide::Kind kind, const git::Oid& tip, const git::Oid& record) {
    const BranchQueue queue = branch_queue(fork, tip);
    const std::vector<git::Commit> commits = fork.store().commits(queue.commits);
    return side_of_commits(fork, kind, queue,
                           queue::rewrite_patches(fork.store(), commits, patch_names_at(fork, commits, record), {}));
  };
  return {side(QueueSide::Kind::before_update, branch.before, names.before),
          side(QueueSide::Kind::after_update, branch.after, names.after)};
}

std::pair<Side, Side> sides_at(const Project& project, const std::vector<std::string>& revisions) {
  ProjectHistory history(project);
  const auto side = [&](const std::string& revision) {
    CommittedPatches found = history.patches_at(revision);
    return Side{
        {QueueSide::Kind::revision, revision, found.commit.hex(), 0}, std::move(found.directory.patches), {}, {}};
  };
  Side before = side(revisions.front());
  return {std::move(before),
          revisions.size() > 1 ? side(revisions.back()) : side_of_files(project, read_project_patches(project))};
}

report::FileDiff to_report(const queue::FileComparison& file) {
  using From = queue::FileComparison::State;
  using To = report::FileDiff::State;
  const To state = file.state == From::added ? To::added : file.state == From::removed ? To::removed : To::changed;
  return {state, file.path, file.is_other_action, file.hunks_added, file.hunks_removed, file.hunks_changed};
}

report::PatchDiff::PairedBy to_report(queue::PatchPair::By by) {
  switch (by) {
    case queue::PatchPair::By::name:
      return report::PatchDiff::PairedBy::name;
    case queue::PatchPair::By::patch_id:
      return report::PatchDiff::PairedBy::patch_id;
    case queue::PatchPair::By::size:
      return report::PatchDiff::PairedBy::size;
  }
  return report::PatchDiff::PairedBy::name;
}

std::optional<report::PatchDiff::Place> place_in(const Side& side, const std::optional<std::size_t>& index) {
  if (!index) return std::nullopt;
  const patch::Patch& patch = side.patches.at(*index);
  const std::string commit = side.commits.empty() ? std::string() : side.commits.at(*index).hex();
  return report::PatchDiff::Place{*index + 1, patch.name, subject_of(queue::split_name_trailer(patch.message).message),
                                  commit};
}

report::PatchDiff to_report(const Side& before, const Side& after, queue::ComparedPatch compared) {
  using State = report::PatchDiff::State;
  report::PatchDiff patch;
  patch.before = place_in(before, compared.before);
  patch.after = place_in(after, compared.after);
  const bool is_same = compared.comparison.is_same();
  patch.state = !patch.before ? State::added : !patch.after ? State::left : is_same ? State::unchanged : State::changed;
  patch.paired_by = to_report(compared.by);
  patch.is_moved = compared.is_moved;
  patch.has_other_message = compared.comparison.has_other_message;
  patch.has_other_author = compared.comparison.has_other_author;
  for (const queue::FileComparison& file : compared.comparison.files) patch.files.push_back(to_report(file));
  patch.text = std::move(compared.comparison.text);
  return patch;
}

report::QueueDiff compare(Side before, Side after) {
  report::QueueDiff diff;
  for (queue::ComparedPatch& compared : queue::compare_queues(before.patches, after.patches)) {
    diff.patches.push_back(to_report(before, after, std::move(compared)));
  }
  for (Side* side : {&before, &after}) {
    side->side.patches = side->patches.size();
    diff.notes.insert(diff.notes.end(), side->notes.begin(), side->notes.end());
  }
  diff.before = std::move(before.side);
  diff.after = std::move(after.side);
  return diff;
}

bool differs(const report::QueueDiff& diff) {
  return std::ranges::any_of(diff.patches, [](const report::PatchDiff& patch) {
    return patch.state != report::PatchDiff::State::unchanged || patch.is_moved;
  });
}

report::QueueDiff diff_of_fork(const Invocation& invocation, const DiffOptions& options, report::Reporter& reporter) {
  Fork fork = open_fork(invocation, Access::read, reporter);
  const bool is_of_update = options.between == DiffOptions::Between::last_update;
  auto [before, after] = is_of_update ? last_update_sides(fork) : files_and_branch(fork);
  report::QueueDiff diff = compare(std::move(before), std::move(after));
  if (!is_of_update && differs(diff)) diff.next.push_back(report::NextStep::Kind::status_drift);
  return diff;
}

}  // namespace

report::QueueDiff diff_queue(const Invocation& invocation, const DiffOptions& options, report::Reporter& reporter) {
  report::QueueDiff diff;
  if (options.revisions.empty()) {
    diff = diff_of_fork(invocation, options, reporter);
  } else {
    auto [before, after] = sides_at(open_project(invocation), options.revisions);
    diff = compare(std::move(before), std::move(after));
  }
  diff.view = options.view;
  return diff;
}

}  // namespace mlxpatch::ops

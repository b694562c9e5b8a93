#include "edit/queue_edit.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/edit/edited_queue.hpp>
#include <mlxpatch/queue/edit/rearrange.hpp>
#include <mlxpatch/queue/files/export.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/queue_edit.hpp>
#include <mlxpatch/workspace/export_record.hpp>
#include <mlxpatch/workspace/operation.hpp>

#include "fork/branch_queue.hpp"
#include "fork/find_patch.hpp"
#include "fork/fork.hpp"
#include "fork/patch_files.hpp"
#include "fork/patch_names.hpp"
#include "fork/preconditions.hpp"
#include "fork/replay_options.hpp"
#include "fork/unlisted_files.hpp"
#include "publish/publication.hpp"
#include "publish/publish.hpp"
#include "publish/recover.hpp"

namespace mlxpatch::ops {

namespace {

Fork open_to_edit(const Invocation& invocation, Effect effect, report::Reporter& reporter) {
  Fork fork = open_fork(invocation, effect == Effect::real ? Access::write : Access::read, reporter);
  refuse_while_under_way(fork);
  require_on_branch(fork);
  return fork;
}

/// An update that a person had a hand in leaves the files to `regen`, which knows what has left the queue since, and
/// why. After another edit it would not.
void refuse_unwritten_files(Fork& fork) {
  const workspace::ExportRecord record = export_record(fork);
  if (record.left.empty() && record.resolved.empty()) return;
  throw Error("the patch files are not written since an update that you had a hand in")
      .doing("editing the queue (nothing was changed)")
      .hint("mlxpatch regen             write them, then run the same command again");
}

/// The branch afterwards, and its files. The worktree is touched only if the branch ends at another tree, and not if
/// the index is moved by itself.
Publication publication_of(OpenQueue& queue, const queue::EditedQueue& made, FileSet files) {
  Fork& fork = queue.fork();
  const git::Oid& before = queue.branch().tip;
  const git::Oid after = made.commits.empty() ? queue.branch().base : made.commits.back();
  Publication publication;
  publication.files = std::move(files.changes);
  publication.keep = {before};
  if (after != before) publication.refs.push_back({fork.branch_ref(), before, after});
  if (const auto& index = queue.index_move()) {
    publication.index_before = index->from;
    publication.index_after = index->to;
  } else if (const git::Oid tree = fork.store().tree_of(before); tree != made.tree) {
    publication.tree_before = tree;
    publication.tree_after = made.tree;
  }
  if (publication.refs.empty() && publication.files.empty()) return publication;
  for (workspace::RefMove& move : export_moves(fork, after, files.record)) publication.refs.push_back(std::move(move));
  return publication;
}

std::vector<report::PlacedPatch> placed(const queue::EditedQueue& made,
                                        const std::vector<queue::ExportedPatch>& files) {
  std::vector<report::PlacedPatch> patches;
  patches.reserve(files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    std::optional<std::size_t> before;
    if (const auto& place = made.from.at(i)) before = *place + 1;
    patches.push_back({i + 1, before, files[i].name, files[i].subject, files[i].commit.hex()});
  }
  return patches;
}

}  // namespace

OpenQueue::OpenQueue(const Invocation& invocation, Effect effect, report::Reporter& reporter)
    : m_effect(effect),
      m_fork(open_to_edit(invocation, effect, reporter)),
      m_branch(branch_queue(m_fork, m_fork.require_branch_tip())),
      m_files(read_project_patches(m_fork.project())),
      m_names(replay_names(m_fork, m_branch.commits, m_files)),
      m_titles(titles_of(m_fork.store(), m_branch.commits, m_names)) {
  refuse_unwritten_files(m_fork);
  refuse_changed_files(m_fork, m_branch, m_files);
}

std::vector<std::size_t> OpenQueue::places_of(const std::vector<std::string>& requested,
                                              std::string_view command) const {
  std::vector<std::size_t> places;
  for (const std::string& word : requested) {
    const std::size_t place = find_patch(m_titles, m_fork.config(), word, command);
    if (std::ranges::find(places, place) == places.end()) places.push_back(place);
  }
  return places;
}

std::vector<std::size_t> OpenQueue::all_but(const std::vector<std::size_t>& places) const {
  std::vector<std::size_t> others;
  for (std::size_t place = 0; place < m_titles.size(); ++place) {
    if (std::ranges::find(places, place) == places.end()) others.push_back(place);
  }
  return others;
}

std::string OpenQueue::names_of(const std::vector<std::size_t>& places) const {
  std::vector<std::string> names;
  names.reserve(places.size());
  for (const std::size_t place : places) names.push_back(m_titles.at(place).name);
  return join(names, ", ");
}

queue::ReplayOptions OpenQueue::replay_options(report::Reporter& reporter) {
  queue::ReplayOptions options = ops::replay_options(m_fork, queue::ReplayPolicy{}, reporter);
  options.names = m_names;
  return options;
}

queue::Rearranged OpenQueue::rearranged(const std::vector<std::size_t>& order, report::Reporter& reporter) {
  return queue::rearrange(m_fork.store(), m_branch.commits, m_branch.base, order, replay_options(reporter));
}

void OpenQueue::refuse_obstacles(const queue::Rearranged& made, const std::string& doing) const {
  if (made.obstacles.empty()) return;
  // The first one; what comes after it may only be in its way.
  const queue::Obstacle& obstacle = made.obstacles.front();
  Error error(fmt::format("the patches can't be in that order: {} does not commute with {}", names_of({obstacle.patch}),
                          names_of(obstacle.over)));
  error.doing(doing + " (nothing was changed)");
  for (const std::string& path : obstacle.paths) error.at(path);
  throw error.hint(fmt::format("mlxpatch deps {}     show what it needs, and what needs it", obstacle.patch + 1));
}

void OpenQueue::require_same_tree(const queue::EditedQueue& made, const std::string& doing) {
  if (made.tree == m_fork.store().tree_of(m_branch.tip)) return;
  throw Error("the queue would end at another tree")
      .doing(doing + " (nothing was changed)")
      .hint("mlxpatch status            list the patches in their order");
}

report::QueueEdit OpenQueue::publish_as(const queue::EditedQueue& made, const DroppedPatches& dropped,
                                        const std::string& summary, report::QueueEdit report,
                                        report::Reporter& reporter) {
  FileSet files = file_set(m_fork, made.commits, m_branch.base, m_files, Keep::old_bytes);
  refuse_unlisted_files(m_fork, files, m_files);
  report.audit = audit(m_fork, files, m_files, dropped, made.tree);
  report.queue = placed(made, files.patches);
  report.written = paths_written(m_fork, files);
  for (const std::string& name : files.removed) report.removed.push_back(patch_path(m_fork, name));
  report.notes.insert(report.notes.end(), m_branch.notes.begin(), m_branch.notes.end());
  report.dry_run = m_effect == Effect::dry_run;
  Publication publication = publication_of(*this, made, std::move(files));
  if (report.dry_run || (publication.refs.empty() && publication.files.empty())) {
    m_fork.store().discard();
    return report;
  }
  publication.command = report::name_of(report.command);
  publication.summary = summary;
  const bool is_other_tree = publication.tree_before != publication.tree_after;
  if (is_other_tree && !m_fork.config().verify.empty()) report.next.push_back(report::NextStep::Kind::verify_updated);
  check_interrupt();
  const InterruptHold hold;
  publish(m_fork.checkout(), std::move(publication), reporter);
  return report;
}

}  // namespace mlxpatch::ops

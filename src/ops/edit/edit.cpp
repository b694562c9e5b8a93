#include <mlxpatch/ops/edit/edit.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/queue_edit.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "edit/queue_edit.hpp"
#include "fork/branch_queue.hpp"
#include "fork/find_patch.hpp"
#include "fork/fork.hpp"
#include "fork/preconditions.hpp"
#include "publish/publication.hpp"
#include "publish/publish.hpp"
#include "update/begin_pending.hpp"
#include "update/under_way.hpp"

namespace mlxpatch::ops {

namespace {

using workspace::Pending;

/// The queue up to the patch stays as it is.
Pending pending_at(Fork& fork, const BranchQueue& queue, std::size_t place) {
  const queue::ReplayPolicy as_they_are{queue::ReplayPolicy::Range::direct, queue::ReplayPolicy::Dedup::off};
  Pending pending = begin_pending(fork, queue, queue.base, as_they_are);
  pending.command = Pending::Command::edit;
  pending.stopped_on = queue.base;
  pending.prefix = place == 0 ? queue.base : queue.commits[place - 1];
  const auto at = queue.commits.begin() + static_cast<std::ptrdiff_t>(place);
  for (auto below = queue.commits.begin(); below != at; ++below) {
    pending.done.push_back({*below, *below, std::string(queue::name_of(queue::PatchState::clean)), {}, {}, {}});
  }
  pending.todo.assign(at, queue.commits.end());
  pending.todo_from = pending.todo;
  return pending;
}

Publication publication_at(Fork& fork, Pending pending, const std::string& name) {
  const git::Commit patch = fork.store().commit(pending.todo.front());
  Publication publication;
  publication.command = workspace::name_of(pending.command);
  publication.summary = "stopped at " + name;
  publication.head = pending.prefix.hex();
  publication.tree_before = fork.store().tree_of(pending.branch_before);
  publication.tree_after = patch.tree;
  publication.cherry_pick = patch.id;
  publication.message = patch.message;
  publication.keep = {pending.prefix, pending.todo.back(), pending.branch_before};
  publication.pending = std::move(pending);
  return publication;
}

}  // namespace

report::EditedPatch edit_patch(const Invocation& invocation, const EditOptions& options, report::Reporter& reporter) {
  OpenQueue queue(invocation, Effect::real, reporter);
  Fork& fork = queue.fork();
  require_clean_tree(fork.checkout(), "");
  const std::size_t place = queue.places_of({options.patch}, "mlxpatch edit").front();
  const PatchTitle& title = queue.titles()[place];

  report::EditedPatch report;
  report.index = place + 1;
  report.patches = queue.titles().size();
  report.name = title.name;
  report.subject = title.subject;
  report.directory = fork.directory();
  report.next = steps_at_edited_patch(fork);
  Publication publication = publication_at(fork, pending_at(fork, queue.branch(), place), title.name);
  check_interrupt();
  const InterruptHold hold;
  publish(fork.checkout(), std::move(publication), reporter);
  return report;
}

}  // namespace mlxpatch::ops

#include <mlxpatch/ops/update/finish_update.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/workspace/pending.hpp>
#include <mlxpatch/worktree/status.hpp>

#include "fork/fork.hpp"
#include "fork/preconditions.hpp"
#include "publish/publication.hpp"
#include "publish/recover.hpp"
#include "update/at_stop.hpp"
#include "update/begin_report.hpp"
#include "update/finish.hpp"
#include "update/kept_work.hpp"
#include "update/rest.hpp"

namespace mlxpatch::ops {

namespace {

using workspace::Pending;

Error refusal(const std::string& what) {
  return Error(what)
      .doing("ending the update where it is (nothing was changed)")
      .hint("mlxpatch continue          go on once the conflict is resolved")
      .hint("mlxpatch abort             restore the state from before it");
}

void refuse_what_has_no_middle(const Pending& pending) {
  if (pending.command == Pending::Command::pick) throw refusal("a pick is done as a whole, or not at all");
  if (pending.command == Pending::Command::edit) throw refusal("an edit is done as a whole, or not at all");
  if (pending.mode == Pending::Mode::merge) throw refusal("a merge is done as a whole, or not at all");
}

/// The update as it was when the whole queue was merged last: at the end of the stop before this one, or when it began.
Pending before_this_stretch(Pending pending) {
  const Pending::Checkpoint began{pending.base, pending.branch_before, {}, 0};
  pending.checkpoint = pending.checkpoint.value_or(began);
  pending.done = pending.checkpoint->done;
  pending.resolutions.resize(pending.checkpoint->resolutions);
  pending.todo.clear();
  pending.todo_from.clear();
  return pending;
}

/// Throws Error if there is nothing to keep.
git::Oid require_last_done(Fork& fork, const Pending& pending) {
  if (const auto target = last_done(fork, pending, pending.stopped_on)) return *target;
  throw refusal(fmt::format("the update is stopped at the first upstream commit, {}: there is nothing to keep",
                            pending.stopped_on.short_hex()));
}

}  // namespace

report::Update finish_update(const Invocation& invocation, report::Reporter& reporter) {
  Fork fork = open_fork(invocation, Access::write, reporter);
  const Pending stopped = require_pending(fork);
  refuse_user_operation_at_stop(fork.checkout(), stopped);
  refuse_what_has_no_middle(stopped);
  const git::Oid here = require_head_at_stop(fork, stopped);
  Pending pending = before_this_stretch(stopped);
  const git::Oid target = std::exchange(pending.onto, require_last_done(fork, stopped));
  const Pending::Checkpoint& from = *pending.checkpoint;
  const std::vector<git::Oid> queue = queue::queue_between(fork.store(), from.on, from.tip);
  const queue::ReplayResult replayed =
      queue::replay(fork.store(), queue, from.on, pending.onto, replay_options(fork, pending, reporter));
  if (!replayed.clean) throw refusal(fmt::format("the queue does not merge with {}", pending.onto.short_hex()));

  report::Update report = begin_report(fork, report::Command::finish, pending.base, pending.onto);
  const std::size_t newer = objects::count_between(fork.repository(), pending.onto, target);
  report.notes.push_back(fmt::format("{} has {} more; the conflict waits for the next update", report.upstream,
                                     count_of(newer, "commit")));
  // The operation's anchor ref keeps the user's changes to the files so far.
  const git::Oid worktree = worktree::worktree_tree(fork.repository(), fork.store());
  const std::vector<workspace::Operation> operations = fork.state().operations();
  const bool has_work = operations.empty() || worktree != operations.back().tree_after;
  ComputedUpdate computed = finish_or_stop(fork, pending, replayed, {worktree, Shrink::refuse}, std::move(report));
  computed.publication.keep.push_back(here);
  for (std::size_t i = pending.resolutions.size(); i < stopped.resolutions.size(); ++i) {
    computed.publication.resolutions.push_back(stopped.resolutions[i].made);
  }
  report = publish_update(fork, std::move(computed), reporter);
  if (has_work) report.notes.push_back(note_of_kept_work(fork, here));
  return report;
}

}  // namespace mlxpatch::ops

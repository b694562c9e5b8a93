#include "update/under_way.hpp"

#include <vector>

#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/workspace/pending.hpp>
#include <mlxpatch/worktree/status.hpp>

#include "fork/fork.hpp"
#include "fork/user_operation.hpp"
#include "update/at_stop.hpp"
#include "update/conflict_drafts.hpp"

namespace mlxpatch::ops {

using report::NextStep;

namespace {

std::vector<NextStep> steps_at(Fork& fork, const workspace::Pending& pending) {
  if (workspace::is_at_edited_patch(pending)) return steps_at_edited_patch(fork);
  std::vector<NextStep> next;
  if (!worktree::worktree_status(fork.repository()).unmerged.empty()) {
    next.push_back(NextStep(NextStep::Kind::add_resolutions).in(fork.directory()));
  }
  if (has_open_draft(fork, pending)) next.push_back(NextStep::Kind::see_drafts);
  const bool is_pick = pending.command == workspace::Pending::Command::pick;
  next.push_back(NextStep::Kind::continue_when_resolved);
  if (pending.mode == workspace::Pending::Mode::rebase) {
    next.push_back(NextStep(NextStep::Kind::skip_patch).of(is_pick ? "commit" : "patch"));
  }
  if (last_done(fork, pending, pending.stopped_on)) next.push_back(NextStep::Kind::finish_update);
  next.push_back(NextStep(NextStep::Kind::abort_update).of(workspace::name_of(pending.command)));
  return next;
}

std::vector<NextStep> steps_in(Fork& fork, const UserOperation& operation) {
  std::vector<NextStep> next = {NextStep(NextStep::Kind::show_git_status).in(fork.directory())};
  if (!operation.finish.empty()) {
    next.push_back(NextStep(NextStep::Kind::finish_git_command).in(fork.directory()).of(operation.finish));
  }
  next.push_back(NextStep(NextStep::Kind::give_up_git_command).in(fork.directory()).of(operation.give_up));
  return next;
}

}  // namespace

std::vector<NextStep> steps_at_edited_patch(Fork& fork) {
  return {NextStep(NextStep::Kind::stage_edit).in(fork.directory()), NextStep::Kind::continue_edit,
          NextStep(NextStep::Kind::abort_update).of("edit")};
}

std::vector<NextStep> steps_under_way(Fork& fork) {
  if (const auto pending = fork.pending()) {
    const auto operation = user_operation_at_stop(fork.repository(), *pending);
    return operation ? steps_in(fork, *operation) : steps_at(fork, *pending);
  }
  if (const auto operation = user_operation(fork.repository())) return steps_in(fork, *operation);
  return {};
}

}  // namespace mlxpatch::ops

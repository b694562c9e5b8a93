#include <mlxpatch/ops/undo.hpp>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/history.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/workspace/operation_chain.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/fork.hpp"
#include "fork/preconditions.hpp"
#include "fork/user_operation.hpp"
#include "publish/publication.hpp"
#include "publish/publish.hpp"
#include "publish/recover.hpp"
#include "publish/reverse.hpp"
#include "update/kept_work.hpp"

namespace mlxpatch::ops {

namespace {

using workspace::Operation;

constexpr const char* k_undo = "undo";
constexpr const char* k_redo = "redo";

/// The newest operation that is neither undone nor itself an undo.
Operation last_operation(Fork& fork) {
  const std::vector<Operation> operations = fork.state().operations();
  const auto last = std::find_if(operations.rbegin(), operations.rend(), [](const Operation& operation) {
    return operation.state == Operation::State::done && operation.undoes == 0;
  });
  if (last == operations.rend()) throw Error("there is no operation to undo").hint("mlxpatch history");
  return *last;
}

/// The newest undo that is not taken back itself, unless something else has been done since.
Operation last_undo(Fork& fork) {
  const std::vector<Operation> operations = fork.state().operations();
  for (const Operation& operation : std::views::reverse(operations)) {
    if (operation.state != Operation::State::done || operation.command == k_redo) continue;
    if (operation.command == k_undo) return operation;
    throw Error(
        fmt::format("there is no undo to take back: the last operation is {} ({})", operation.id, operation.command))
        .hint("mlxpatch history");
  }
  throw Error("there is no undo to take back").hint("mlxpatch history");
}

void refuse_branch_that_moved(Fork& fork, const Operation& operation) {
  for (const workspace::RefMove& ref : operation.refs) {
    const git::Oid now = git::ref_target(fork.repository(), ref.name).value_or(git::Oid{});
    if (now == ref.after || ref.name != fork.branch_ref()) continue;
    throw Error(fmt::format("{} has moved since: it is at {}, and {} had left it at {}", fork.config().checkout_branch,
                            now.short_hex(), operation.command, ref.after.short_hex()))
        .doing(fmt::format("undoing operation {} ({})", operation.id, operation.command))
        .hint(fmt::format("{} && {}     keep your commits on another branch",
                          fork.checkout().git_command("branch " + free_branch_name(fork.repository(), "keep")),
                          fork.checkout().git_command("reset --keep " + ref.after.short_hex())))
        .hint(fmt::format("mlxpatch {:<17} then try again", operation.command == k_undo ? k_redo : k_undo));
  }
}

/// Publishes what takes an operation back, and tells which files changed.
void publish_reverse(Fork& fork, const Operation& operation, Publication publication, report::Undo& result,
                     report::Reporter& reporter) {
  for (const auto& [path, content] : publication.files) (content ? result.files : result.removed).push_back(path);
  const bool moves_files = publication.tree_before || publication.tree_after;
  const bool moves_index = publication.index_before || publication.index_after;
  if (!moves_files && operation.head.after.empty()) publication.head.reset();
  // It would take HEAD from a person's own branch or commits, and leave their changes staged on the queue's branch.
  if (moves_files || moves_index) require_on_branch(fork);
  publish(fork.checkout(), std::move(publication), reporter);
  const auto tip = fork.branch_tip();
  result.tip = tip ? tip->hex() : std::string();
}

/// Whether the branch has a merge above its base.
bool has_merge(Fork& fork, const std::optional<git::Oid>& base, const git::Oid& tip) {
  for (git::Oid commit = tip; commit && commit != base;) {
    const std::vector<git::Oid> parents = fork.store().commit(commit).parents;
    if (parents.size() > 1) return true;
    commit = parents.empty() ? git::Oid{} : parents.front();
  }
  return false;
}

/// The commands that show what the undone operation had made: of a person's work every piece, otherwise the branch.
std::vector<report::NextStep> kept_of(Fork& fork, const Operation& operation) {
  std::vector<report::NextStep> kept = steps_to_show(fork, operation.resolutions);
  const auto upstream = git::ref_target(fork.repository(), fork.tracking_ref());
  for (const workspace::RefMove& ref : operation.refs) {
    if (ref.name != fork.branch_ref() || ref.after.is_zero()) continue;
    const auto base = upstream ? objects::merge_base(fork.repository(), ref.after, *upstream) : std::nullopt;
    if (base == ref.after) continue;  // It had no commit of its own.
    const std::string range =
        base ? fmt::format("{}..{}", base->short_hex(), ref.after.short_hex()) : ref.after.short_hex();
    // Of a merge, `git log -p` shows nothing.
    const auto kind = has_merge(fork, base, ref.after) ? report::NextStep::Kind::show_old_merges
                                                       : report::NextStep::Kind::show_old_branch;
    kept.push_back(report::NextStep(kind).in(fork.directory()).of(range));
  }
  return kept;
}

}  // namespace

report::Undo undo(const Invocation& invocation, report::Reporter& reporter) {
  Fork fork = open_fork(invocation, Access::write, reporter);
  refuse_while_under_way(fork);
  const Operation last = last_operation(fork);
  refuse_branch_that_moved(fork, last);
  const std::vector<Operation> chain = workspace::operation_chain(fork.state().operations(), last.id);

  report::Undo result;
  result.id = std::to_string(last.id);
  result.what = fmt::format("{}: {}", last.command, last.summary);
  // Each operation of the chain starts where the one before it ended, so the state before the first one is the one to
  // restore.
  Publication publication = reverse_of(fork.checkout(), last);
  const Operation& first = chain.front();
  publication.command = k_undo;
  publication.summary = fmt::format("of {} ({})", last.id, last.command);
  publication.staged_since = Publication::StagedSince::keep;
  if (!first.head.before.empty()) publication.head = first.head.before;
  if (first.tree_before) publication.tree_after = first.tree_before;
  if (!first.pending_before.empty()) {
    // The entry of the stop is gone, but this one has what it said.
    const workspace::Pending began = workspace::parse_pending(first.pending_before);
    publication.head = began.head_before;
    publication.tree_after = fork.store().tree_of(began.branch_before);
  }
  result.kept = kept_of(fork, last);
  publish_reverse(fork, last, std::move(publication), result, reporter);
  if (last.command == "pristine" && std::filesystem::exists(fork.config().checkout_path().string() + "-pristine")) {
    result.notes.push_back("the clean worktree itself stays; `mlxpatch pristine --remove` removes it");
  }
  return result;
}

report::Undo redo(const Invocation& invocation, report::Reporter& reporter) {
  Fork fork = open_fork(invocation, Access::write, reporter);
  refuse_while_under_way(fork);
  const Operation taken_back = last_undo(fork);
  refuse_branch_that_moved(fork, taken_back);
  const std::vector<Operation> operations = fork.state().operations();
  const auto redone = std::ranges::find(operations, taken_back.undoes, &Operation::id);

  report::Undo result;
  result.way = report::Undo::Way::again;
  result.id = std::to_string(taken_back.undoes);
  result.what =
      redone == operations.end() ? taken_back.summary : fmt::format("{}: {}", redone->command, redone->summary);
  Publication publication = reverse_of(fork.checkout(), taken_back);
  publication.command = k_redo;
  publication.summary = taken_back.summary;
  publish_reverse(fork, taken_back, std::move(publication), result, reporter);
  return result;
}

}  // namespace mlxpatch::ops

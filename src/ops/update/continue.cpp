#include <mlxpatch/ops/update/continue.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/git/identity.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/update.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/workspace/pending.hpp>
#include <mlxpatch/worktree/operation_state.hpp>
#include <mlxpatch/worktree/status.hpp>

#include "fork/checkout.hpp"
#include "fork/fork.hpp"
#include "fork/preconditions.hpp"
#include "fork/resolutions.hpp"
#include "publish/anchor.hpp"
#include "publish/autostash.hpp"
#include "publish/publication.hpp"
#include "publish/publish.hpp"
#include "publish/recover.hpp"
#include "report/convert.hpp"
#include "update/at_stop.hpp"
#include "update/begin_report.hpp"
#include "update/finish.hpp"
#include "update/kept_work.hpp"
#include "update/merge_update.hpp"
#include "update/queue_record.hpp"
#include "update/remember.hpp"
#include "update/rerere.hpp"
#include "update/resolution_commits.hpp"
#include "update/stop.hpp"

namespace mlxpatch::ops {

namespace {

/// The files that are still in conflict, and hold what the stop put there, as it was resolved before: going on accepts
/// it. What the person has changed of it since is the person's to mark as resolved.
std::vector<objects::PathEdit> accepted_files(Fork& fork, const workspace::Pending& pending,
                                              const std::vector<std::string>& unmerged) {
  std::vector<objects::PathEdit> accepted;
  const auto is_known = [](const workspace::Pending::TextConflict& text) { return !text.known.is_zero(); };
  if (unmerged.empty() || std::ranges::none_of(pending.texts, is_known)) return accepted;
  const git::Oid here = worktree::worktree_tree(fork.repository(), fork.store());
  for (const workspace::Pending::TextConflict& text : pending.texts) {
    if (!is_known(text) || std::ranges::find(unmerged, text.path) == unmerged.end()) continue;
    const git::Entry file = objects::entry_at(fork.store(), here, text.path);
    if (git::is_regular(file.mode) && file.oid == text.known) accepted.push_back({text.path, file});
  }
  return accepted;
}

/// Returns what of the unmerged files is accepted as it is.
std::vector<objects::PathEdit> refuse_unresolved(Fork& fork, const workspace::Pending& pending) {
  const Checkout& checkout = fork.checkout();
  worktree::WorktreeStatus status = worktree::worktree_status(fork.repository());
  const std::vector<worktree::Marker> markers = worktree::find_markers(fork.repository(), pending.paths);
  if (!markers.empty()) {
    Error error("conflict markers are left in the files");
    for (const worktree::Marker& marker : markers)
      error.at(fmt::format("{}:{}", checkout.shown(marker.path), marker.line));
    throw error.hint("resolve the text between <<<<<<< and >>>>>>>, and remove the marker lines")
        .hint(checkout.git_command("add " + git_path_word(markers.front().path)))
        .hint("mlxpatch continue");
  }
  std::vector<objects::PathEdit> accepted = accepted_files(fork, pending, status.unmerged);
  std::erase_if(status.unmerged, [&](const std::string& path) {
    return std::ranges::find(accepted, path, &objects::PathEdit::path) != accepted.end();
  });
  const std::vector<std::string>& open = status.unmerged.empty() ? status.modified : status.unmerged;
  if (open.empty()) return accepted;
  const bool is_edit = workspace::is_at_edited_patch(pending);
  Error error(!status.unmerged.empty() ? "files are still in conflict"
              : is_edit                ? "files are changed but not staged for the patch"
                                       : "files are changed but not marked as resolved");
  for (const std::string& path : open) error.at(checkout.shown(path));
  throw error.hint(checkout.git_command("add " + (open.size() == 1 ? git_path_word(open.front()) : "FILE...")))
      .hint("mlxpatch continue");
}

/// The commit of the user's resolution: made here from the index, unless the user has already committed it.
git::Oid resolved_tip(Fork& fork, const workspace::Pending& pending, const std::vector<objects::PathEdit>& accepted) {
  objects::ObjectStore& store = fork.store();
  const git::Oid tip = require_head_at_stop(fork, pending);
  const git::Oid tree = worktree::index_tree(fork.repository(), store, accepted);
  if (tip != pending.prefix) {
    if (tree == store.tree_of(tip)) return with_name(fork, pending, tip);
    throw Error("there are staged changes on top of your commit")
        .hint(fork.checkout().git_command("commit --amend     add them to it"));
  }
  git::Commit commit = store.commit(pending.todo.front());
  const bool is_edit = workspace::is_at_edited_patch(pending);
  if (is_edit && tree == commit.tree) return pending.todo.front();
  if (tree == store.tree_of(pending.prefix)) {
    Error error(fmt::format("\"{}\" is empty after your {}", commit.subject(), is_edit ? "edit" : "resolution"));
    throw error.hint(is_edit ? "mlxpatch abort             end the edit; then `mlxpatch drop` leaves the patch out"
                             : "mlxpatch skip              leave the patch out");
  }
  commit.tree = tree;
  commit.parents = {pending.prefix};
  commit.committer = git::committer_identity(fork.repository());
  return with_name(fork, pending, store.put_commit(commit));
}

}  // namespace

report::Update continue_update(const Invocation& invocation, report::Reporter& reporter) {
  Fork fork = open_fork(invocation, Access::write, reporter);
  workspace::Pending pending = require_pending(fork);
  refuse_user_operation_at_stop(fork.checkout(), pending);
  const std::vector<objects::PathEdit> accepted = refuse_unresolved(fork, pending);
  const git::Oid tip = resolved_tip(fork, pending, accepted);
  const std::vector<std::string> by_git = run_rerere(fork.checkout());
  const git::Oid tree = fork.store().tree_of(tip);
  const bool had_conflict = !pending.texts.empty();
  std::map<std::string, std::optional<std::string>> remembered = files_to_remember(fork, pending, tip);
  // What a person edits a patch to is written to its file at once: nobody had to decide between two sides.
  pending.by_hand = pending.by_hand || !workspace::is_at_edited_patch(pending);
  if (pending.mode == workspace::Pending::Mode::rebase) record_resolution(fork, pending, tip);
  report::Update report = begin_report(fork, report::Command::continue_update, pending.base, pending.onto);
  ComputedUpdate computed = pending.mode == workspace::Pending::Mode::merge
                                ? finish_merge(fork, pending, tree, std::move(report))
                                : resume(fork, std::move(pending), {tip, tree, std::move(report)}, reporter);
  computed.report.notes.insert(computed.report.notes.end(), by_git.begin(), by_git.end());
  if (had_conflict && !fork.resolutions().has_place()) {
    computed.report.notes.push_back(fmt::format("{} is no directory, so the resolution is not remembered",
                                                fork.project().shown(resolutions_directory(fork.config()))));
  }
  for (const auto& [path, text] : remembered) {
    if (text) computed.report.remembered.push_back(path);
  }
  computed.publication.files.merge(remembered);
  return publish_update(fork, std::move(computed), reporter);
}

report::Update skip_patch(const Invocation& invocation, report::Reporter& reporter) {
  Fork fork = open_fork(invocation, Access::write, reporter);
  workspace::Pending pending = require_pending(fork);
  refuse_user_operation_at_stop(fork.checkout(), pending);
  if (pending.mode == workspace::Pending::Mode::merge) {
    throw Error("a merge has no patch to leave out")
        .hint("mlxpatch abort             restore the state from before the merge");
  }
  if (workspace::is_at_edited_patch(pending)) {
    throw Error("a patch that is being edited can't be left out")
        .hint("mlxpatch abort             end the edit; then `mlxpatch drop` leaves the patch out");
  }
  require_head_at_stop(fork, pending);
  pending.by_hand = true;
  report::Update report = begin_report(fork, report::Command::skip, pending.base, pending.onto);
  const git::Oid skipped = pending.todo.front();
  record_skip(pending);
  // The operation's anchor ref keeps the user's changes to the files so far.
  const git::Oid here = worktree::worktree_tree(fork.repository(), fork.store());
  clear_rerere(fork.checkout());
  const git::Oid prefix = pending.prefix;
  const std::vector<workspace::Operation> operations = fork.state().operations();
  const bool has_work = !operations.empty() && here != operations.back().tree_after;
  ComputedUpdate computed = resume(fork, std::move(pending), {prefix, here, std::move(report)}, reporter);
  // At the end the report says what became of every patch.
  if (computed.report.stop) {
    computed.report.notes.push_back(fmt::format("\"{}\" is left out", fork.store().commit(skipped).subject()));
  }
  report = publish_update(fork, std::move(computed), reporter);
  if (has_work) report.notes.push_back(note_of_kept_work(fork, prefix));
  return report;
}

report::Abort abort_update(const Invocation& invocation, report::Reporter& reporter) {
  Fork fork = open_fork(invocation, Access::write, reporter);
  const workspace::Pending pending = require_pending(fork);
  refuse_user_operation_at_stop(fork.checkout(), pending);
  Publication publication;
  publication.command = "abort";
  publication.summary = fmt::format("{} aborted", workspace::name_of(pending.command));
  publication.head = pending.head_before;
  publication.tree_before = worktree::worktree_tree(fork.repository(), fork.store());
  // Usually where the update found it; whoever moved it meanwhile keeps it there.
  const git::Oid tip = fork.branch_tip().value_or(pending.branch_before);
  publication.tree_after = fork.store().tree_of(tip);
  publication.resolutions = resolutions_of(pending);
  const std::vector<workspace::Operation> operations = fork.state().operations();
  const bool has_entry = !operations.empty() && !operations.back().pending_after.empty();
  publication.undoes = has_entry ? operations.back().id : pending.operation;
  const git::Oid here = git::head(fork.repository()).commit.value_or(git::Oid{});
  publication.keep = {here, pending.branch_before};

  report::Abort result;
  result.operation = to_report(pending.command);
  result.branch = fork.config().checkout_branch;
  result.tip = tip.hex();
  result.branch_moved = tip != pending.branch_before;
  // What a person has committed at this stop is a resolution, too.
  result.kept = steps_to_show(fork, publication.resolutions);
  for (const git::Oid& commit : commits_above(fork, pending.prefix, here)) {
    result.kept.push_back(step_to_show(fork, commit, name_of_conflicting(fork, pending)));
  }
  // The files as the stop left them, markers included, are not the user's work.
  const bool has_work = operations.empty() || publication.tree_before != operations.back().tree_after;
  check_interrupt();
  const InterruptHold hold;
  const std::uint64_t operation = publish(fork.checkout(), std::move(publication), reporter);
  if (has_work) {
    result.kept_as = anchor_ref(operation);
    result.kept.push_back(step_to_show_worktree(fork, operation, here));
  }
  clear_rerere(fork.checkout());
  restore_autostash(fork, pending.autostash, result.notes);
  return result;
}

}  // namespace mlxpatch::ops

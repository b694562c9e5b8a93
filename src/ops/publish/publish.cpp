#include "publish/publish.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/base/trace.hpp>
#include <mlxpatch/git/date.hpp>
#include <mlxpatch/git/identity.hpp>
#include <mlxpatch/git/move_refs.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/workspace/pending.hpp>
#include <mlxpatch/worktree/checkout.hpp>
#include <mlxpatch/worktree/checkout_move.hpp>
#include <mlxpatch/worktree/index_lock.hpp>
#include <mlxpatch/worktree/index_move.hpp>
#include <mlxpatch/worktree/obstacles.hpp>
#include <mlxpatch/worktree/status.hpp>

#include "fork/checkout.hpp"
#include "fork/files_read.hpp"
#include "fork/head_text.hpp"
#include "publish/anchor.hpp"
#include "publish/apply_operation.hpp"
#include "publish/branches_elsewhere.hpp"
#include "publish/operation_side.hpp"
#include "publish/publication.hpp"

namespace mlxpatch::ops {

namespace {

using workspace::Operation;

workspace::ConflictRecord::Side side_of(const git::Entry& entry) {
  return {static_cast<std::uint32_t>(entry.mode), entry.oid};
}

std::vector<workspace::ConflictRecord> records_of(const std::vector<worktree::ConflictedPath>& conflicts) {
  std::vector<workspace::ConflictRecord> records;
  records.reserve(conflicts.size());
  for (const worktree::ConflictedPath& conflict : conflicts) {
    records.push_back({conflict.path, side_of(conflict.base), side_of(conflict.ours), side_of(conflict.theirs),
                       side_of(conflict.worktree)});
  }
  return records;
}

void refuse_obstacles(Checkout& checkout, const Publication& publication) {
  const git::Oid& from = publication.tree_before;
  const git::Oid& to = publication.tree_after;
  if (!from && !to) return;
  const bool is_stopped = checkout.state().pending_text().has_value();
  // An undo would remove what was untracked before. But what an abort brings back was tracked until a person untracked
  // it at the stop, and without a commit it is from a clone that was cut off.
  const bool is_abort = is_stopped && publication.undoes != 0;
  const bool is_fresh = !git::head(checkout.repository()).commit;
  const auto equal = is_abort || is_fresh ? worktree::EqualFiles::fine : worktree::EqualFiles::obstacles;
  const std::vector<std::string> obstacles =
      worktree::checkout_obstacles(checkout.repository(), checkout.store(), from, to, equal);
  if (obstacles.empty()) return;
  Error error(fmt::format("{} in the checkout would be overwritten", count_of(obstacles.size(), "file")));
  for (const std::string& path : obstacles) error.at(checkout.shown(path));
  // At a stop a stash would take the resolution along, and git refuses one while files are unmerged.
  if (is_stopped) {
    error.hint(fmt::format("keep a copy of your version, then {}",
                           checkout.git_command("checkout HEAD -- FILE     for each changed file")));
  } else if (std::ranges::any_of(obstacles, [&](const std::string& path) {
               return objects::entry_at(checkout.store(), from, path).exists();
             })) {
    error.hint(checkout.git_command("stash push     stash changes; `git stash pop` restores them"));
  }
  error.hint("move untracked files away, then run the same command again");
  throw error;
}

void refuse_staged_otherwise(Checkout& checkout, const Publication& publication) {
  if (publication.staged_since == Publication::StagedSince::keep) return;
  const std::vector<std::string> paths = worktree::staged_otherwise(
      checkout.repository(), checkout.store(), {publication.index_before, publication.index_after});
  if (paths.empty()) return;
  Error error(fmt::format("{} staged otherwise in the meantime", paths.size() == 1 ? "a file was" : "files were"));
  error.doing(fmt::format("publishing {} (nothing was changed)", publication.command));
  for (const std::string& path : paths) error.at(checkout.shown(path));
  throw error.hint("mlxpatch status            show the current state, then run the same command again");
}

void refuse_moved_refs(Checkout& checkout, const std::vector<workspace::RefMove>& refs) {
  for (const workspace::RefMove& ref : refs) {
    const git::Oid now = git::ref_target(checkout.repository(), ref.name).value_or(git::Oid{});
    if (now == ref.before) continue;
    throw Error(fmt::format("{} moved from {} to {} in the meantime", ref.name,
                            ref.before ? ref.before.short_hex() : "nothing", now ? now.short_hex() : "nothing"))
        .hint(checkout.state().pending_text()
                  ? "mlxpatch abort             end the update; what is on the branch now stays there"
                  : "mlxpatch status            show the current state, then run the same command again");
  }
}

void refuse_files_edited_meanwhile(Checkout& checkout, const Publication& publication) {
  const FilesRead* read = checkout.files_read();
  if (read == nullptr) return;
  for (const auto& [path, content] : publication.files) {
    const auto now = read_file_if_exists(checkout.root() / path);
    if (now == content || read->is_as_read(path, now)) continue;
    throw Error(fmt::format("{} was changed by another program in the meantime", path))
        .doing(fmt::format("publishing {} (nothing was changed)", publication.command))
        .at((checkout.root() / path).string())
        .hint("mlxpatch status            show the current state, then run the same command again");
  }
}

/// The conflicts of a stop that the person has not marked as resolved, with their files as they are now. From the
/// index, which has them whatever became of the stop's journal entry.
std::vector<workspace::ConflictRecord> conflicts_now(Checkout& checkout, const git::Oid& tree,
                                                     const std::vector<std::string>& at_the_stop) {
  std::vector<worktree::ConflictedPath> conflicts = worktree::unmerged_entries(checkout.repository());
  std::erase_if(conflicts, [&](const worktree::ConflictedPath& conflict) {
    return std::ranges::find(at_the_stop, conflict.path) == at_the_stop.end();
  });
  for (worktree::ConflictedPath& conflict : conflicts) {
    conflict.worktree = objects::entry_at(checkout.store(), tree, conflict.path);
  }
  return records_of(conflicts);
}

/// The journal entry for a publication, with all old values.
Operation describe_operation(Checkout& checkout, Publication& publication) {
  Operation operation;
  operation.id = next_operation(checkout);
  operation.command = publication.command;
  operation.summary = publication.summary;
  operation.undoes = publication.undoes;
  operation.resolutions = publication.resolutions;
  operation.date = git::format_iso8601(git::committer_identity(checkout.repository()).when);
  if (publication.head) operation.head = {head_text(checkout.repository()), *publication.head};
  operation.refs = publication.refs;
  operation.tree_before = publication.tree_before;
  operation.tree_after = publication.tree_after;
  operation.index_before = publication.index_before;
  operation.index_after = publication.index_after;
  operation.conflicts_after = records_of(publication.conflicts);
  for (const auto& [path, content] : publication.files) {
    const auto old = read_file_if_exists(checkout.root() / path);
    if (old == content) continue;
    const auto blob = [&](const std::optional<std::string>& bytes) {
      return bytes ? checkout.store().put(git::ObjectType::blob, *bytes) : git::Oid{};
    };
    const git::Oid before = blob(old);
    operation.files.push_back({path, before, blob(content)});
  }
  operation.pending_before = checkout.state().pending_text().value_or("");
  if (!operation.pending_before.empty()) {
    const workspace::Pending stop = workspace::parse_pending(operation.pending_before);
    operation.conflicts_before = conflicts_now(checkout, operation.tree_before, stop.paths);
    if (stop.mode == workspace::Pending::Mode::rebase) operation.cherry_pick_before = stop.todo.front().hex();
  }
  if (publication.pending) {
    if (publication.pending->operation == 0) publication.pending->operation = operation.id;
    operation.pending_after = workspace::serialize_pending(*publication.pending);
  }
  if (publication.cherry_pick) operation.cherry_pick_after = publication.cherry_pick.hex();
  operation.message_after = publication.message;
  return operation;
}

/// Throws Error, saying what is true on the disk, if not everything can be taken back.
void take_back(Checkout& checkout, const Operation& operation, OperationRun& run, const Error& why) {
  try {
    checkout.state().turn_back(operation.id);
    run.take_back();
    checkout.state().remove(operation.id);
  } catch (const Error& second) {
    Error error(fmt::format("{}; and taking it back failed: {}", why.what(), second.what()));
    error.doing(fmt::format("publishing {}", operation.command));
    for (const std::string& place : why.places()) error.at(place);
    for (const std::string& place : second.places()) error.at(place);
    throw error
        .hint(fmt::format("operation {} is half done; nothing is lost, and the next mlxpatch command settles it",
                          operation.id))
        .hint("mlxpatch status            once the cause is mended");
  }
}

/// What is done is done: a mark or an old file that stays for now is cleared up by the next run.
void complete(Checkout& checkout, const Operation& operation, OperationRun& run, report::Reporter& reporter) {
  std::string stays = run.finish() ? "" : "temporary files in the checkout";
  try {
    if (stays.empty()) checkout.state().close(operation);
  } catch (const Error& error) {
    stays = error.what();
  }
  if (!stays.empty()) warn_left_behind(operation.command, stays, reporter);
}

}  // namespace

void warn_left_behind(std::string_view command, std::string_view what, report::Reporter& reporter) {
  reporter.on(report::Warning{
      fmt::format("{} is done, but could not clear up after itself ({}): the next command does", command, what)});
}

std::uint64_t publish(Checkout& checkout, Publication publication, report::Reporter& reporter) {
  // Held to the end, so that no git program changes the index or commits in between.
  const worktree::IndexLock index_lock(checkout.repository());
  checkout.refuse_moved_head();
  refuse_moved_refs(checkout, publication.refs);
  refuse_branches_elsewhere(checkout, publication);
  refuse_obstacles(checkout, publication);
  refuse_staged_otherwise(checkout, publication);
  refuse_files_edited_meanwhile(checkout, publication);
  Operation operation = describe_operation(checkout, publication);
  operation.keeper = make_anchor(checkout, operation, publication.keep);
  // Nothing may need the network once the journal entry is open.
  if (moves_worktree(operation)) {
    worktree::fetch_for_checkout(checkout.repository(), checkout.store(), checkout_move(operation));
  }
  check_interrupt();

  const InterruptHold hold;
  checkout.store().write_pack();
  const std::string anchor = anchor_ref(operation.id);
  git::update_ref(checkout.repository(), anchor, git::Oid{}, operation.keeper, "mlxpatch " + operation.command);
  checkout.store().release_pack();
  checkout.state().open(operation);
  trace(fmt::format("operation {} ({}) is open", operation.id, operation.command));
  OperationRun run(checkout, operation);
  std::vector<std::string> left;
  try {
    run.prepare(reporter);
    left = run.commit();
  } catch (const Error& error) {
    trace(fmt::format("reverting operation {}: {}", operation.id, error.what()));
    take_back(checkout, operation, run, error);
    throw;
  }
  complete(checkout, operation, run, reporter);
  checkout.note_head();
  if (checkout.files_read() != nullptr) checkout.files_read()->forget();
  for (std::string& line : left) reporter.on(report::Warning{std::move(line)});
  return operation.id;
}

}  // namespace mlxpatch::ops

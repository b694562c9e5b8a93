#include "publish/autostash.hpp"

#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/trace.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/workspace/autostash.hpp>
#include <mlxpatch/workspace/state_directory.hpp>
#include <mlxpatch/worktree/checkout.hpp>
#include <mlxpatch/worktree/obstacles.hpp>
#include <mlxpatch/worktree/stash.hpp>
#include <mlxpatch/worktree/status.hpp>

#include "fork/fork.hpp"
#include "publish/stale_locks.hpp"

namespace mlxpatch::ops {

namespace {

constexpr const char* k_message = "mlxpatch update --autostash";

enum class RestoreOutcome { restored, conflicts, missing };

/// A stash's trees, as stored or merged with the current HEAD.
struct Changes {
  git::Oid head;
  git::Oid staged;  ///< for the index
  git::Oid files;   ///< for the worktree
};

Changes changes_of(Fork& fork, const git::Oid& stash) {
  const git::Commit commit = fork.store().commit(stash);
  if (commit.parents.size() < 2) throw Error(fmt::format("{} is not a stash", stash.short_hex()));
  return {fork.store().tree_of(commit.parents[0]), fork.store().tree_of(commit.parents[1]), commit.tree};
}

/// The changes merged with the current HEAD, in memory. std::nullopt if they conflict.
std::optional<Changes> changes_on_head(Fork& fork, const git::Oid& stash) {
  const auto head = git::head(fork.repository()).commit;
  if (!head) return std::nullopt;
  const Changes stashed = changes_of(fork, stash);
  const git::Oid now = fork.store().tree_of(*head);
  merge::TreeMerger merger(fork.store());
  const merge::TreeMerge files = merger.merge(stashed.head, now, stashed.files);
  const merge::TreeMerge staged = merger.merge(stashed.head, now, stashed.staged);
  if (!files.clean() || !staged.clean()) return std::nullopt;
  return Changes{now, staged.tree, files.tree};
}

/// Whether index and worktree already have the changes.
bool already_restored(Fork& fork, const Changes& changes) {
  if (!worktree::worktree_status(fork.repository()).unmerged.empty()) return false;
  return worktree::index_tree(fork.repository(), fork.store()) == changes.staged &&
         worktree::worktree_tree(fork.repository(), fork.store()) == changes.files;
}

/// Every step may already have been done, so the stash is dropped last.
RestoreOutcome pop_stash(Fork& fork, const git::Oid& stash) {
  git::Repository& repository = fork.repository();
  if (!worktree::has_stash(repository, stash)) return RestoreOutcome::missing;
  fork.store().discard();
  const auto changes = changes_on_head(fork, stash);
  if (!changes) return RestoreOutcome::conflicts;
  if (!already_restored(fork, *changes)) {
    if (!worktree::checkout_obstacles(repository, fork.store(), changes->head, changes->files).empty()) {
      return RestoreOutcome::conflicts;
    }
    fork.store().write_pack();
    worktree::checkout(repository, fork.store(), {changes->head, changes->files});
    worktree::change_index(repository, fork.store(), changes->files, changes->staged);
  }
  worktree::drop_stash(repository, stash);
  return RestoreOutcome::restored;
}

/// Resets index and worktree to HEAD, now that the changes are in the stash. The index comes first: files that are only
/// in it would be in the way of the checkout.
void clear_changes(Fork& fork, const git::Oid& stash) {
  const Changes changes = changes_of(fork, stash);
  worktree::change_index(fork.repository(), fork.store(), changes.staged, changes.head);
  const std::vector<std::string> obstacles =
      worktree::checkout_obstacles(fork.repository(), fork.store(), changes.files, changes.head);
  if (obstacles.empty()) {
    worktree::checkout(fork.repository(), fork.store(), {changes.files, changes.head});
    return;
  }
  worktree::change_index(fork.repository(), fork.store(), changes.head, changes.staged);
  worktree::drop_stash(fork.repository(), stash);
  Error error("your uncommitted changes cannot be stashed: files are in the way (nothing was changed)");
  for (const std::string& path : obstacles) error.at(fork.checkout().shown(path));
  throw error.hint(fork.checkout().git_command("stash push     stash them yourself"))
      .hint("or move the files away, then run the same command again");
}

void clear_record(Fork& fork) { fork.state().set_autostash_text(""); }

}  // namespace

git::Oid autostash(Fork& fork, report::Reporter& reporter) {
  if (worktree::worktree_status(fork.repository()).clean_but_untracked()) return {};
  refuse_locked_index(fork.repository());
  const InterruptHold hold;
  workspace::Autostash record{worktree::newest_stash(fork.repository()).value_or(git::Oid{}), {}};
  fork.state().set_autostash_text(workspace::serialize_autostash(record));
  try {
    record.stash = worktree::push_stash(fork.repository(), k_message);
    fork.state().set_autostash_text(workspace::serialize_autostash(record));
    clear_changes(fork, record.stash);
  } catch (...) {
    std::vector<std::string> notes;
    restore_autostash(fork, record.stash, notes);
    throw;
  }
  reporter.on(report::Step{fmt::format("Stashed your uncommitted changes ({})", record.stash.short_hex())});
  return record.stash;
}

void restore_autostash(Fork& fork, const git::Oid& stash, std::vector<std::string>& notes) {
  const RestoreOutcome outcome = stash ? pop_stash(fork, stash) : RestoreOutcome::missing;
  clear_record(fork);
  if (!stash) return;
  switch (outcome) {
    case RestoreOutcome::restored:
      notes.push_back("your uncommitted changes are restored");
      return;
    case RestoreOutcome::conflicts:
      notes.push_back(
          fmt::format("your uncommitted changes conflict with the updated files and stay stashed: "
                      "{}",
                      fork.checkout().git_command("stash pop")));
      return;
    case RestoreOutcome::missing:
      notes.push_back(
          fmt::format("the stash {} with your uncommitted changes is no longer in `git stash list`; "
                      "until git prunes it: {}",
                      stash.short_hex(), fork.checkout().git_command("stash apply " + stash.short_hex())));
      return;
  }
}

bool has_unrestored_autostash(const workspace::StateDirectory& state) {
  return state.autostash_text().has_value() && !state.pending_text().has_value();
}

void recover_autostash(Fork& fork, report::Reporter& reporter) {
  if (!has_unrestored_autostash(fork.state())) return;
  trace("a killed run left changes stashed; restoring them");
  const InterruptHold hold;
  remove_stash_locks(fork.repository());
  workspace::Autostash record = workspace::parse_autostash(*fork.state().autostash_text());
  const git::Oid newest = worktree::newest_stash(fork.repository()).value_or(git::Oid{});
  // Killed between creating the stash and recording it.
  const bool is_ours = newest && newest != record.list_before &&
                       fork.store().commit(newest).message.find(k_message) != std::string::npos;
  if (!record.stash && is_ours) record.stash = newest;
  std::vector<std::string> notes;
  restore_autostash(fork, record.stash, notes);
  for (const std::string& note : notes) reporter.on(report::Warning{"an update was interrupted: " + note});
}

}  // namespace mlxpatch::ops

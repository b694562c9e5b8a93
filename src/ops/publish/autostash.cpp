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

enum class Return { back, in_the_way, gone };

/// A stash's trees, as they are or merged with what HEAD holds now.
struct Changes {
  git::Oid head;
  git::Oid staged;  ///< for the index
  git::Oid files;   ///< for the working folder
};

Changes changes_of(Fork& fork, const git::Oid& stash) {
  const git::Commit commit = fork.store().commit(stash);
  if (commit.parents.size() < 2) throw Error(fmt::format("{} is no stash", stash.short_hex()));
  return {fork.store().tree_of(commit.parents[0]), fork.store().tree_of(commit.parents[1]), commit.tree};
}

/// The changes on top of what HEAD holds now, computed in memory; nothing where they conflict.
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

/// Whether index and working folder hold the changes already.
bool are_there(Fork& fork, const Changes& changes) {
  if (!worktree::worktree_status(fork.repository()).unmerged.empty()) return false;
  return worktree::index_tree(fork.repository(), fork.store()) == changes.staged &&
         worktree::worktree_tree(fork.repository(), fork.store()) == changes.files;
}

/// Every step may find itself done already: the stash goes last.
Return put_back(Fork& fork, const git::Oid& stash) {
  git::Repository& repository = fork.repository();
  if (!worktree::has_stash(repository, stash)) return Return::gone;
  fork.store().discard();
  const auto changes = changes_on_head(fork, stash);
  if (!changes) return Return::in_the_way;
  if (!are_there(fork, *changes)) {
    if (!worktree::checkout_obstacles(repository, fork.store(), changes->head, changes->files).empty()) {
      return Return::in_the_way;
    }
    fork.store().write_pack();
    worktree::checkout(repository, fork.store(), changes->head, changes->files);
    worktree::change_index(repository, fork.store(), changes->files, changes->staged);
  }
  worktree::drop_stash(repository, stash);
  return Return::back;
}

/// The changes are in the stash: index and working folder go to HEAD. The index first, since what it alone holds would
/// stand in the way of the files.
void clear_changes(Fork& fork, const git::Oid& stash) {
  const Changes changes = changes_of(fork, stash);
  worktree::change_index(fork.repository(), fork.store(), changes.staged, changes.head);
  const std::vector<std::string> obstacles =
      worktree::checkout_obstacles(fork.repository(), fork.store(), changes.files, changes.head);
  if (obstacles.empty()) {
    worktree::checkout(fork.repository(), fork.store(), changes.files, changes.head);
    return;
  }
  worktree::change_index(fork.repository(), fork.store(), changes.head, changes.staged);
  worktree::drop_stash(fork.repository(), stash);
  Error error("files stand in the way of putting your uncommitted changes aside (nothing was changed)");
  for (const std::string& path : obstacles) error.at(fork.config().checkout_dir + "/" + path);
  throw error.hint(fmt::format("git -C {} stash push     put them aside yourself", fork.config().checkout_dir))
      .hint("or move them away, and run the same command again");
}

void forget_note(Fork& fork) { fork.state().set_autostash_text(""); }

}  // namespace

git::Oid autostash(Fork& fork, report::Reporter& reporter) {
  if (worktree::worktree_status(fork.repository()).clean_but_untracked()) return {};
  refuse_locked_index(fork.repository());
  const InterruptHold hold;
  workspace::Autostash aside{worktree::newest_stash(fork.repository()).value_or(git::Oid{}), {}};
  fork.state().set_autostash_text(workspace::serialize_autostash(aside));
  try {
    aside.stash = worktree::push_stash(fork.repository(), k_message);
    fork.state().set_autostash_text(workspace::serialize_autostash(aside));
    clear_changes(fork, aside.stash);
  } catch (...) {
    std::vector<std::string> notes;
    restore_autostash(fork, aside.stash, notes);
    throw;
  }
  reporter.on(report::Step{fmt::format("Put your uncommitted changes aside (stash {})", aside.stash.short_hex())});
  return aside.stash;
}

void restore_autostash(Fork& fork, const git::Oid& stash, std::vector<std::string>& notes) {
  const Return outcome = stash ? put_back(fork, stash) : Return::gone;
  forget_note(fork);
  if (!stash) return;
  switch (outcome) {
    case Return::back:
      notes.push_back("your uncommitted changes are back");
      return;
    case Return::in_the_way:
      notes.push_back(
          fmt::format("your uncommitted changes do not go back cleanly; they wait in the stash: "
                      "git -C {} stash pop",
                      fork.config().checkout_dir));
      return;
    case Return::gone:
      notes.push_back(
          fmt::format("the stash {} with your uncommitted changes is no longer in `git stash list`; "
                      "as long as git keeps it: git -C {} stash apply {}",
                      stash.short_hex(), fork.config().checkout_dir, stash.short_hex()));
      return;
  }
}

bool has_unrestored_autostash(const workspace::StateDirectory& state) {
  return state.autostash_text().has_value() && !state.pending_text().has_value();
}

void recover_autostash(Fork& fork, report::Reporter& reporter) {
  if (!has_unrestored_autostash(fork.state())) return;
  trace("a killed run has left changes aside; bringing them back");
  const InterruptHold hold;
  remove_stash_locks(fork.repository());
  workspace::Autostash aside = workspace::parse_autostash(*fork.state().autostash_text());
  const git::Oid newest = worktree::newest_stash(fork.repository()).value_or(git::Oid{});
  // Killed between making the stash and noting it.
  const bool is_ours =
      newest && newest != aside.list_before && fork.store().commit(newest).message.find(k_message) != std::string::npos;
  if (!aside.stash && is_ours) aside.stash = newest;
  std::vector<std::string> notes;
  restore_autostash(fork, aside.stash, notes);
  for (const std::string& note : notes) reporter.on(report::Warning{"an update did not come to its end: " + note});
}

}  // namespace mlxpatch::ops

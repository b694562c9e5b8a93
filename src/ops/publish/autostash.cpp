#include "publish/autostash.hpp"

#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/trace.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/workspace/autostash.hpp>
#include <mlxpatch/workspace/state_directory.hpp>
#include <mlxpatch/worktree/checkout.hpp>
#include <mlxpatch/worktree/index_lock.hpp>
#include <mlxpatch/worktree/obstacles.hpp>
#include <mlxpatch/worktree/stash.hpp>
#include <mlxpatch/worktree/status.hpp>

#include "fork/checkout.hpp"
#include "fork/fork.hpp"

namespace mlxpatch::ops {

namespace {

constexpr const char* k_message = "mlxpatch update --autostash";

enum class RestoreOutcome {
  restored,
  listed,      ///< restored, but its entry of the stash list could not be removed
  conflicts,   ///< with what HEAD has now
  in_the_way,  ///< files that a person has changed since
  incomplete,  ///< somebody worked on the files meanwhile
  missing      ///< from the stash list
};

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

RestoreOutcome drop(Fork& fork, const git::Oid& stash) {
  try {
    worktree::drop_stash(fork.repository(), stash);
    return RestoreOutcome::restored;
  } catch (const Error& error) {
    trace(fmt::format("dropping the stash {}: {}", stash.short_hex(), error.what()));
    return RestoreOutcome::listed;
  }
}

/// Every step may already have been done. The stash is dropped last, and only once index and files have the changes.
RestoreOutcome pop_stash(Fork& fork, const git::Oid& stash) {
  git::Repository& repository = fork.repository();
  fork.store().discard();
  const bool is_listed = worktree::has_stash(repository, stash);
  if (!is_listed && !fork.store().contains(stash)) return RestoreOutcome::missing;
  const auto changes = changes_on_head(fork, stash);
  const bool is_done = changes && already_restored(fork, *changes);
  if (!is_listed) return is_done ? RestoreOutcome::restored : RestoreOutcome::missing;
  if (is_done) return drop(fork, stash);
  if (!changes) return RestoreOutcome::conflicts;
  if (!worktree::checkout_obstacles(repository, fork.store(), changes->head, changes->files).empty()) {
    return RestoreOutcome::in_the_way;
  }
  fork.store().write_pack();
  worktree::checkout(repository, fork.store(), {{changes->head, changes->files}});
  worktree::change_index(repository, fork.store(), changes->files, changes->staged);
  return already_restored(fork, *changes) ? drop(fork, stash) : RestoreOutcome::incomplete;
}

/// Resets index and worktree to HEAD, now that the changes are in the stash. The index comes first: files that are only
/// in it would be in the way of the checkout.
void clear_changes(Fork& fork, const git::Oid& stash) {
  const Changes changes = changes_of(fork, stash);
  worktree::change_index(fork.repository(), fork.store(), changes.staged, changes.head);
  const std::vector<std::string> obstacles =
      worktree::checkout_obstacles(fork.repository(), fork.store(), changes.files, changes.head);
  if (obstacles.empty()) {
    worktree::checkout(fork.repository(), fork.store(), {{changes.files, changes.head}});
    return;
  }
  worktree::change_index(fork.repository(), fork.store(), changes.head, changes.staged);
  worktree::drop_stash(fork.repository(), stash);
  Error error("your uncommitted changes cannot be stashed: files are in the way (nothing was changed)");
  for (const std::string& path : obstacles) error.at(fork.checkout().shown(path));
  // Only `git add -N` puts a file into the worktree's tree and not into the index's, and git stashes none of those.
  for (const std::string& path : obstacles) {
    if (objects::entry_at(fork.store(), changes.staged, path).exists()) continue;
    throw Error(error.hint(fork.checkout().git_command(fmt::format(
        "add -- {}     then run the same command again: git add -N alone can't be stashed", git_path_word(path)))));
  }
  throw error.hint(fork.checkout().git_command("stash push     stash them yourself"))
      .hint("or move the files away, then run the same command again");
}

void clear_record(Fork& fork) { fork.state().set_autostash_text(""); }

/// Whether `git stash pop` is about this stash, and not about one that a person has made since.
bool is_newest(Fork& fork, const git::Oid& stash) { return worktree::newest_stash(fork.repository()) == stash; }

std::string note_of(Fork& fork, const git::Oid& stash, RestoreOutcome outcome) {
  const Checkout& checkout = fork.checkout();
  switch (outcome) {
    case RestoreOutcome::restored:
      return "your uncommitted changes are restored";
    case RestoreOutcome::listed:
      return fmt::format("your uncommitted changes are restored, but the stash {} could not be removed: {}",
                         stash.short_hex(), checkout.git_command("stash list"));
    case RestoreOutcome::conflicts:
      return fmt::format(
          "your uncommitted changes conflict with the updated files and stay stashed: {}",
          checkout.git_command(is_newest(fork, stash) ? "stash pop" : "stash apply " + stash.short_hex()));
    case RestoreOutcome::in_the_way:
      return fmt::format(
          "files that you have changed since are in the way of the changes that were stashed, and these stay stashed. "
          "Compare them with what is in the files, then commit or stash that: {}",
          checkout.git_command("diff " + stash.short_hex()));
    case RestoreOutcome::incomplete:
      return fmt::format(
          "files were changed while your uncommitted changes were restored, so these stay stashed, too: "
          "{}",
          checkout.git_command("diff " + stash.short_hex()));
    case RestoreOutcome::missing:
      return fmt::format(
          "the stash {} with your uncommitted changes is no longer in `git stash list`; "
          "until git prunes it: {}",
          stash.short_hex(), checkout.git_command("stash apply " + stash.short_hex()));
  }
  return {};
}

/// The changes of an earlier run come first: its record is all that knows of them.
void refuse_unrestored(Fork& fork) {
  if (!fork.state().autostash_text()) return;
  throw Error("the changes that an earlier update stashed are not restored yet")
      .doing("stashing the uncommitted changes (nothing was changed)")
      .hint("mlxpatch status            restore them; it says what prevents that");
}

/// The stash of an older version, which was killed between making it and recording it. Zero if it made none.
git::Oid unrecorded_stash(Fork& fork, const workspace::Autostash& record) {
  const git::Oid newest = worktree::newest_stash(fork.repository()).value_or(git::Oid{});
  const bool is_ours = newest && newest != record.list_before &&
                       fork.store().commit(newest).message.find(k_message) != std::string::npos;
  return is_ours ? newest : git::Oid{};
}

void refuse_untracked(Fork& fork) {
  const std::vector<std::string> files = worktree::files_only_untracked(fork.repository(), fork.store());
  if (files.empty()) return;
  Error error("files that git no longer tracks can't be stashed: restoring the stash would remove them");
  error.doing("stashing the uncommitted changes (nothing was changed)");
  for (const std::string& file : files) error.at(fork.checkout().shown(file));
  throw error
      .hint(fork.checkout().git_command(
          fmt::format("restore --staged -- {}     track them again", git_path_word(files.front()))))
      .hint("or move the files away, then run the same command again");
}

/// Whether an operation could be neither finished nor reverted. If that can't be found out, there may be one.
bool is_under_way(Fork& fork) {
  try {
    return fork.state().open_operation().has_value();
  } catch (const Error& error) {
    trace(fmt::format("reading the journal: {}", error.what()));
    return true;
  }
}

}  // namespace

git::Oid autostash(Fork& fork, report::Reporter& reporter) {
  if (worktree::worktree_status(fork.repository()).clean_but_untracked()) return {};
  refuse_unrestored(fork);
  const worktree::IndexLock index_lock(fork.repository());
  refuse_untracked(fork);
  const InterruptHold hold;
  const git::Oid newest = worktree::newest_stash(fork.repository()).value_or(git::Oid{});
  const git::Oid stash = worktree::make_stash(fork.repository(), fork.store(), k_message);
  try {
    fork.state().set_autostash_text(workspace::serialize_autostash({newest, stash}));
    worktree::add_stash(fork.repository(), fork.store(), stash, newest);
    clear_changes(fork, stash);
  } catch (...) {
    restore_after_failure(fork, stash, reporter);
    throw;
  }
  reporter.on(report::Step{fmt::format("Stashed your uncommitted changes ({})", stash.short_hex())});
  return stash;
}

void restore_autostash(Fork& fork, const git::Oid& stash, std::vector<std::string>& notes) {
  if (!stash) return;
  const InterruptHold hold;
  try {
    notes.push_back(note_of(fork, stash, pop_stash(fork, stash)));
    clear_record(fork);
  } catch (const Error& error) {
    const std::string places = error.places().empty() ? "" : fmt::format(" ({})", error.places().front());
    notes.push_back(
        fmt::format("your uncommitted changes are in the stash {}, and could not all be restored: {}{}\n"
                    "  mlxpatch status     tries again, once that is mended",
                    stash.short_hex(), error.what(), places));
  }
}

void restore_after_failure(Fork& fork, const git::Oid& stash, report::Reporter& reporter) {
  if (!stash) return;
  if (is_under_way(fork)) {
    reporter.on(report::Warning{
        fmt::format("your uncommitted changes are in the stash {}; `mlxpatch status` finishes what is under way, "
                    "and restores them",
                    stash.short_hex())});
    return;
  }
  std::vector<std::string> notes;
  restore_autostash(fork, stash, notes);
  for (const std::string& note : notes) reporter.on(report::Warning{note});
}

bool has_unrestored_autostash(const workspace::StateDirectory& state) {
  return state.autostash_text().has_value() && !state.pending_text().has_value();
}

void recover_autostash(Fork& fork, report::Reporter& reporter) {
  if (!has_unrestored_autostash(fork.state())) return;
  trace("a killed run left changes stashed; restoring them");
  const InterruptHold hold;
  workspace::Autostash record = workspace::parse_autostash(*fork.state().autostash_text());
  worktree::remove_left_stash_locks(fork.repository(), record.stash);
  if (!record.stash) record.stash = unrecorded_stash(fork, record);
  if (!record.stash) {
    clear_record(fork);
    return;
  }
  std::vector<std::string> notes;
  restore_autostash(fork, record.stash, notes);
  for (const std::string& note : notes) reporter.on(report::Warning{"an update was interrupted: " + note});
}

}  // namespace mlxpatch::ops

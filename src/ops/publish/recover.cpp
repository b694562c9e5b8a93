#include "publish/recover.hpp"

#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/interrupt.hpp>
#include <mlxpatch/base/trace.hpp>
#include <mlxpatch/objects/keep_file.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/transport/fetch_leftovers.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/workspace/run_lock.hpp>
#include <mlxpatch/workspace/state_directory.hpp>
#include <mlxpatch/worktree/index_lock.hpp>
#include <mlxpatch/worktree/left_temporaries.hpp>
#include <mlxpatch/worktree/linked_worktree.hpp>

#include "fork/checkout.hpp"
#include "fork/fork.hpp"
#include "fork/project.hpp"
#include "publish/apply_operation.hpp"
#include "publish/autostash.hpp"
#include "publish/lost_operation.hpp"
#include "publish/operation_refs.hpp"
#include "publish/operation_side.hpp"
#include "publish/stale_locks.hpp"

namespace mlxpatch::ops {

namespace {

/// Removes the temporary files that a killed run left next to the files it was writing.
void remove_leftovers_of(const Checkout& checkout, const workspace::Operation& operation) {
  std::set<std::filesystem::path> directories{checkout.root()};
  for (const workspace::FileMove& file : operation.files) {
    directories.insert((checkout.root() / file.path).parent_path());
  }
  for (const std::filesystem::path& directory : directories) remove_leftover_temporaries(directory);
}

/// What a killed run left may also belong to one that is still alive, which holds the run lock.
bool needs_recovery(Fork& fork) {
  const workspace::StateDirectory& state = fork.state();
  if (!state.is_settled()) return true;
  const bool has_left = has_unrestored_autostash(state) || worktree::IndexLock::is_left_behind(fork.repository()) ||
                        transport::has_fetch_leftovers(fork.repository()) ||
                        worktree::has_locked_linked(fork.repository());
  return has_left && !workspace::RunLock::is_held(state.run_lock_file());
}

void set_spoiled_aside(Checkout& checkout, report::Reporter& reporter) {
  for (const workspace::StateDirectory::Spoiled& file : checkout.state().set_spoiled_aside()) {
    reporter.on(report::Warning{fmt::format("a file of mlxpatch's own state can't be read and is set aside as {} ({})",
                                            file.now.string(), file.why)});
    reporter.on(report::Warning{
        fmt::format("what the operations kept is still there: {}",
                    checkout.git_command("for-each-ref --sort=-creatordate refs/mlxpatch/operations"))});
  }
}

void restore_pending(Checkout& checkout, report::Reporter& reporter) {
  const auto text = checkout.state().lost_pending_text();
  if (!text) return;
  checkout.state().set_pending_text(*text);
  reporter.on(report::Warning{"the file with the state of the unfinished update was gone; the journal had it"});
}

/// Patch files and lock go with the branch: where somebody has built on what it was, nothing of the operation goes
/// forward, and where on what the operation made of it, nothing goes back. Returns the reason, for the message.
std::string follow_moved_branch(Checkout& checkout, workspace::Operation& operation) {
  using State = workspace::Operation::State;
  const auto moved = moved_branch(checkout.repository(), operation);
  if (!moved) return {};
  const State state = moved->is_after ? State::open : State::reverting;
  if (state == operation.state) return {};
  if (moved->is_after) {
    checkout.state().turn_forward(operation.id);
  } else {
    checkout.state().turn_back(operation.id);
  }
  operation.state = state;
  return fmt::format(", since {} {}; patch files and lock go with it", moved->name,
                     moved->now ? fmt::format("is at {} now", moved->now.short_hex()) : "is gone");
}

}  // namespace

bool recover(Checkout& checkout, report::Reporter& reporter) {
  set_spoiled_aside(checkout, reporter);
  checkout.state().remove_leftovers();
  remove_leftover_temporaries(checkout.repository().git_directory());
  worktree::remove_left_temporaries(checkout.repository().git_directory());
  remove_own_ref_locks(checkout.repository());
  objects::remove_left_keep_files(checkout.repository());
  worktree::IndexLock::remove_left_behind(checkout.repository());
  worktree::remove_leftovers_in_linked(checkout.repository());
  transport::remove_fetch_leftovers(checkout.repository());
  auto operation = checkout.state().open_operation();
  if (!operation) {
    restore_pending(checkout, reporter);
    return false;
  }
  const std::string because = follow_moved_branch(checkout, *operation);
  const bool reverts = operation->state == workspace::Operation::State::reverting;
  trace(fmt::format("operation {} ({}) was left open by a crash; {} it", operation->id, operation->command,
                    reverts ? "reverting" : "finishing"));
  const InterruptHold hold;
  const worktree::IndexLock index_lock(checkout.repository());
  remove_locks_of(checkout.repository(), *operation);
  const std::vector<std::string> left = settle_operation(checkout, reverts ? reversed(*operation) : *operation);
  remove_leftovers_of(checkout, *operation);
  if (reverts) {
    checkout.state().remove(operation->id);
  } else {
    checkout.state().close(*operation);
  }
  checkout.note_head();
  reporter.on(report::Warning{fmt::format("{} was interrupted (operation {}) and is now {}{}", operation->command,
                                          operation->id, reverts ? "taken back" : "complete", because)});
  for (const std::string& line : left) reporter.on(report::Warning{line});
  return true;
}

void recover(Fork& fork, report::Reporter& reporter) {
  if (recover(fork.checkout(), reporter)) fork.reload_lock_file();
  recover_autostash(fork, reporter);
}

Fork open_fork(Project project, Access access, report::Reporter& reporter) {
  Fork fork(std::move(project), access, reporter);
  set_trace_file(fork.state().trace_log());
  if (access == Access::read && !needs_recovery(fork)) {
    warn_of_lost_operation(fork.checkout(), reporter);
    return fork;
  }
  fork.checkout().lock();
  recover(fork, reporter);
  warn_of_lost_operation(fork.checkout(), reporter);
  if (access == Access::read) fork.checkout().unlock();
  return fork;
}

Checkout open_repository(const std::filesystem::path& path) {
  return {path, {path, path == "." ? std::string() : path.string()}, {}};
}

Checkout open_repository_to_write(const std::filesystem::path& path, report::Reporter& reporter) {
  Checkout checkout = open_repository(path);
  checkout.lock();
  recover(checkout, reporter);
  return checkout;
}

Checkout open_until_publishing(const std::filesystem::path& path, report::Reporter& reporter) {
  Checkout checkout = open_repository(path);
  // Without its directory, too, a killed run may have left locks of its own.
  const bool is_touched =
      checkout.has_state() || std::filesystem::exists(checkout.repository().common_directory() / "refs/mlxpatch");
  if (!is_touched) return checkout;
  checkout.lock();
  recover(checkout, reporter);
  return checkout;
}

Fork open_fork(const Invocation& invocation, Access access, report::Reporter& reporter) {
  return open_fork(open_project(invocation), access, reporter);
}

}  // namespace mlxpatch::ops

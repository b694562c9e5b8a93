#include "fork/preconditions.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <mlxpatch/base/command_line.hpp>
#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/report/drift.hpp>
#include <mlxpatch/transport/address.hpp>
#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/pending.hpp>
#include <mlxpatch/worktree/status.hpp>

#include "fork/branch_queue.hpp"
#include "fork/checkout.hpp"
#include "fork/damage.hpp"
#include "fork/fork.hpp"
#include "fork/patch_files.hpp"
#include "fork/user_operation.hpp"
#include "publish/branches_elsewhere.hpp"

namespace mlxpatch::ops {

namespace {

Error edited_error(Fork& fork, const workspace::Pending& pending) {
  return Error(fmt::format("the patch \"{}\" is being edited", fork.store().commit(pending.todo.front()).subject()))
      .at(fork.config().checkout_path().string())
      .hint("mlxpatch continue          amend it with what you have staged, and carry the later patches on")
      .hint("mlxpatch abort             restore the state from before it");
}

[[noreturn]] void throw_in_progress(const Checkout& checkout, const UserOperation& operation) {
  throw Error(fmt::format("a git {} that you started is in progress in the checkout", operation.name))
      .at(checkout.repository().work_directory().string())
      .hint(checkout.git_command("status     show it, then finish it"))
      .hint(checkout.git_command(fmt::format("{}     or abort it", operation.give_up)));
}

}  // namespace

void refuse_while_under_way(Fork& fork) {
  if (const auto pending = fork.pending()) {
    if (workspace::is_at_edited_patch(*pending)) throw edited_error(fork, *pending);
    throw Error(fmt::format("{} {} is stopped at a conflict",
                            pending->command == workspace::Pending::Command::pick ? "a" : "an",
                            workspace::name_of(pending->command)))
        .at(fork.config().checkout_path().string())
        .hint("mlxpatch status            show the conflict")
        .hint("mlxpatch continue          continue after you have resolved it")
        .hint("mlxpatch abort             restore the state from before it");
  }
  refuse_user_operation(fork.checkout());
}

void refuse_user_operation(const Checkout& checkout) {
  if (const auto operation = user_operation(checkout.repository())) throw_in_progress(checkout, *operation);
}

void refuse_user_operation_at_stop(const Checkout& checkout, const workspace::Pending& pending) {
  const auto operation = user_operation_at_stop(checkout.repository(), pending);
  if (operation) throw_in_progress(checkout, *operation);
}

void refuse_to_leave_commits(Fork& fork) {
  const auto loose = loose_commits(fork.repository(), fork.branch_ref());
  if (!loose) return;
  throw Error(fmt::format("the checkout is detached at {} (\"{}\"), which is on no branch", loose->newest.short_hex(),
                          fork.store().commit(loose->newest).subject()))
      .at(fork.config().checkout_path().string())
      .hint(fork.checkout().git_command(fmt::format("branch {} {}     keep it, then run the same command again",
                                                    free_branch_name(fork.repository(), "keep"),
                                                    loose->newest.short_hex())))
      .hint("mlxpatch status            show what else can be done with it");
}

void require_on_branch(Fork& fork) {
  const git::Head head = git::head(fork.repository());
  if (head.branch == fork.branch_ref()) return;
  fork.require_branch_tip();
  const std::string where =
      head.branch.empty() ? "detached at a commit" : "on " + head.branch.substr(sizeof("refs/heads/") - 1);
  refuse_to_leave_commits(fork);
  Error error(fmt::format("the checkout is {}, not on {}", where, fork.config().checkout_branch));
  error.at(fork.config().checkout_path().string());
  const std::string free = command_to_free(fork.checkout(), fork.branch_ref());
  if (!free.empty()) error.hint(free + "     another worktree has the branch");
  throw error.hint(fork.checkout().git_command("switch " + fork.config().checkout_branch));
}

void refuse_unrelated_upstream(Fork& fork, const std::string& url) {
  const auto tip = fork.branch_tip();
  if (!tip || fork.is_shallow()) return;
  if (objects::merge_base(fork.repository(), *tip, fork.require_upstream_tip())) return;
  const std::string remake =
      fmt::format("rm -f {} && {} --upstream {}", shell_word(fork.project().shown(workspace::k_lock_file)),
                  remake_command(fork.project(), "-old"), transport::address_word(url));
  throw Error(fmt::format("the upstream there has no commit in common with {}: it is another project",
                          fork.config().checkout_branch))
      .doing("following another upstream (nothing was changed)")
      .at(transport::shown_url(url))
      .hint("check the address")
      .hint(remake + "     if it is meant: begin anew with that upstream; the old clone is kept");
}

void refuse_lost_files(Fork& fork, const git::Oid& base, std::size_t patches) {
  const auto tip = fork.branch_tip();
  if (!tip) return;
  const BranchQueue queue = branch_queue(fork, *tip);
  if (queue.base != base || 2 * patches >= queue.commits.size()) return;
  throw Error(fmt::format("the patch directory lists {}, and the branch {} has {}",
                          count_of(patches, "patch", "patches"), fork.config().checkout_branch, queue.commits.size()))
      .at(fork.config().patches_path().string())
      .hint("git status                 see which patch files are gone; `git restore` brings them back")
      .hint("mlxpatch regen             write the files from the branch")
      .hint("mlxpatch setup --fresh     rebuild the branch from the files; `mlxpatch undo` brings it back");
}

void refuse_changed_files(Fork& fork, const BranchQueue& queue, const queue::PatchDirectory& patch_directory) {
  const FileSet now = file_set(fork, queue.commits, queue.base, patch_directory, Keep::old_bytes);
  const report::Drift drift = drift_between(now, patch_directory, fork.project(), queue.base);
  if (files_are_as_exported(fork, queue, patch_directory, drift)) return;
  Error error("the patch files have changes that the branch does not have");
  for (const std::string& name : drift.only_in_files) error.at(name + ": not in the branch");
  for (const std::string& name : drift.changed) error.at(name + ": differs from the branch");
  if (drift.reordered) error.at(patch_path(fork, "series") + ": the order differs from the branch");
  if (drift.base_moved) error.at("mlxpatch.lock: the base differs from the branch's");
  error.hint("mlxpatch setup             build the branch from the files");
  error.hint("mlxpatch regen             write the files from the branch");
  throw error;
}

void require_clean_tree(Checkout& checkout, const std::string& hint, std::string_view commit_does) {
  const worktree::WorktreeStatus status = worktree::worktree_status(checkout.repository());
  if (status.clean_but_untracked()) return;
  std::set<std::string> files(status.modified.begin(), status.modified.end());
  files.insert(status.staged.begin(), status.staged.end());
  files.insert(status.unmerged.begin(), status.unmerged.end());
  Error error(fmt::format("{} of the checkout {} changes that are not committed", count_of(files.size(), "file"),
                          files.size() == 1 ? "has" : "have"));
  for (const std::string& file : files) error.at(checkout.shown(file));
  error.hint(checkout.git_command(fmt::format("commit -a       {}", commit_does)));
  error.hint(hint.empty() ? checkout.git_command("stash push      stash them; `git stash pop` restores them") : hint);
  throw error;
}

}  // namespace mlxpatch::ops

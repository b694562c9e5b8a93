#include "fork/preconditions.hpp"

#include <set>
#include <string_view>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/workspace/pending.hpp>
#include <mlxpatch/worktree/status.hpp>

#include "fork/checkout.hpp"
#include "fork/fork.hpp"
#include "fork/user_operation.hpp"

namespace mlxpatch::ops {

void refuse_while_under_way(Fork& fork) {
  if (const auto pending = fork.pending()) {
    throw Error(fmt::format("{} {} is stopped at a conflict",
                            pending->command == workspace::Pending::Command::pick ? "a" : "an",
                            workspace::name_of(pending->command)))
        .at(fork.config().checkout_path().string())
        .hint("mlxpatch status            show the conflict")
        .hint("mlxpatch continue          continue after you have resolved it")
        .hint("mlxpatch abort             restore the state from before it");
  }
  const auto operation = user_operation(fork.repository());
  if (!operation) return;
  throw Error(fmt::format("a git {} that you started is in progress in the checkout", operation->name))
      .at(fork.config().checkout_path().string())
      .hint(fork.checkout().git_command("status     show it, then finish it"))
      .hint(fork.checkout().git_command(fmt::format("{}     or abort it", operation->give_up)));
}

void require_on_branch(Fork& fork) {
  const git::Head head = git::head(fork.repository());
  if (head.branch == fork.branch_ref()) return;
  fork.require_branch_tip();
  const std::string where =
      head.branch.empty() ? "detached at a commit" : "on " + head.branch.substr(sizeof("refs/heads/") - 1);
  // To leave commits that no branch has is not to be advised.
  if (const auto loose = loose_commits(fork.repository(), fork.branch_ref())) {
    throw Error(fmt::format("the checkout is detached at {} (\"{}\"), which is on no branch", loose->newest.short_hex(),
                            fork.store().commit(loose->newest).subject()))
        .at(fork.config().checkout_path().string())
        .hint("mlxpatch status            show what to do with it");
  }
  throw Error(fmt::format("the checkout is {}, not on {}", where, fork.config().checkout_branch))
      .at(fork.config().checkout_path().string())
      .hint(fork.checkout().git_command("switch " + fork.config().checkout_branch));
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

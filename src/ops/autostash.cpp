#include "autostash.hpp"

#include <fmt/format.h>

#include <mlxpatch/git/stash.hpp>
#include <mlxpatch/git/worktree.hpp>

namespace mlxpatch::ops {

git::Oid put_changes_aside(Fork& fork, report::Reporter& reporter) {
  if (git::worktree_status(fork.repository()).clean_but_untracked()) return {};
  const git::Oid stash = git::push_stash(fork.repository(), "mlxpatch update --autostash");
  reporter.on(report::Step{fmt::format("Put your uncommitted changes aside (stash {})", stash.short_hex())});
  return stash;
}

void bring_changes_back(Fork& fork, const git::Oid& stash, std::vector<std::string>& notes) {
  if (!stash) return;
  if (git::pop_stash(fork.repository(), stash)) {
    notes.push_back("your uncommitted changes are back");
    return;
  }
  notes.push_back(
      fmt::format("your uncommitted changes do not go back cleanly; they wait in the stash: "
                  "git -C {} stash pop",
                  fork.config().checkout_dir));
}

}  // namespace mlxpatch::ops

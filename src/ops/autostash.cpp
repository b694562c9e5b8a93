#include "autostash.hpp"

#include <fmt/format.h>

#include <mlxpatch/git/merge.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/stash.hpp>
#include <mlxpatch/git/worktree.hpp>

namespace mlxpatch::ops {

namespace {

/// Whether the stashed changes merge with what HEAD holds now; asked in memory, before anything is touched.
bool goes_back_cleanly(Fork& fork, const git::Oid& stash) {
  const auto head = git::head(fork.repository()).commit;
  const git::Commit changes = fork.store().commit(stash);
  if (!head || changes.parents.empty()) return false;
  git::TreeMerger merger(fork.store());
  const git::Oid base = fork.store().tree_of(changes.parents.front());
  const bool is_clean = merger.merge(base, fork.store().tree_of(*head), changes.tree).clean();
  fork.store().discard();
  return is_clean;
}

}  // namespace

git::Oid put_changes_aside(Fork& fork, report::Reporter& reporter) {
  if (git::worktree_status(fork.repository()).clean_but_untracked()) return {};
  const git::Oid stash = git::push_stash(fork.repository(), "mlxpatch update --autostash");
  reporter.on(report::Step{fmt::format("Put your uncommitted changes aside (stash {})", stash.short_hex())});
  return stash;
}

void bring_changes_back(Fork& fork, const git::Oid& stash, std::vector<std::string>& notes) {
  if (!stash) return;
  if (goes_back_cleanly(fork, stash) && git::pop_stash(fork.repository(), stash)) {
    notes.push_back("your uncommitted changes are back");
    return;
  }
  notes.push_back(
      fmt::format("your uncommitted changes do not go back cleanly; they wait in the stash: "
                  "git -C {} stash pop",
                  fork.config().checkout_dir));
}

}  // namespace mlxpatch::ops

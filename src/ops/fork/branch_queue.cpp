#include "fork/branch_queue.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/merge/tree_merger.hpp>
#include <mlxpatch/objects/history.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/overlay_tree.hpp>
#include <mlxpatch/objects/tree_diff.hpp>
#include <mlxpatch/queue/files/name_trailer.hpp>
#include <mlxpatch/queue/files/patch_names.hpp>

#include "fork/fork.hpp"
#include "fork/patch_names.hpp"
#include "fork/project.hpp"

namespace mlxpatch::ops {

namespace {

/// The upstream commit that a branch tip is based on: the newer of the lock's base and the merge base with upstream.
/// The lock is newer if upstream rewrote its history, older if the branch has moved since.
struct BranchBase {
  git::Oid commit;
  bool is_upstream = true;  ///< whether upstream's history has it
};

BranchBase base_below(Fork& fork, const git::Oid& tip) {
  git::Repository& repository = fork.repository();
  const auto upstream = git::ref_target(repository, fork.tracking_ref());
  const auto shared = upstream ? objects::merge_base(repository, tip, *upstream) : std::nullopt;
  const auto& lock = fork.project().lock;
  const bool lock_is_below =
      lock && fork.store().contains(lock->base) && objects::is_ancestor(repository, lock->base, tip);
  if (lock_is_below && (!shared || objects::is_ancestor(repository, *shared, lock->base))) {
    return {lock->base, !upstream || shared == lock->base || fork.is_shallow()};
  }
  if (shared) return {*shared};
  throw Error(fmt::format("{} has no commit in common with {}", fork.config().checkout_branch, fork.tracking_name()))
      .at(fork.config().checkout_path().string())
      .hint("mlxpatch setup --fresh     rebuild the branch from the patch files; the old branch is kept");
}

/// Turns a history with merges back into a queue: merges each of the branch's own commits onto the base in turn. The
/// user has already resolved any conflict in a merge, so a conflicting file is taken as it is at the branch tip. The
/// new commits have the names of their patch files in trailers, as nothing else ties them to the old ones. Whatever
/// else the merges changed becomes a patch of its own.
class Linearizer {
 public:
  Linearizer(Fork& fork, BranchQueue queue)
      : m_fork(fork), m_store(fork.store()), m_merger(m_store), m_final(m_store, m_store.tree_of(queue.tip)) {
    m_tip = queue.base;
    m_tree = m_store.tree_of(queue.base);
    m_queue = std::move(queue);
    m_queue.linearized = true;
  }

  BranchQueue run() {
    std::vector<git::Commit> commits = m_store.commits(std::exchange(m_queue.commits, {}));
    const std::vector<queue::PatchName> names = patch_names(m_fork, commits, {});
    for (std::size_t i = 0; i < commits.size(); ++i) {
      if (!names[i].known_as.empty()) {
        const std::string message = queue::split_name_trailer(commits[i].message).message;
        commits[i].message = queue::add_name_trailer(message, names[i].name);
      }
      add(commits[i]);
    }
    const git::Oid final_tree = m_final.write();
    if (m_tree != final_tree) {
      git::Commit rest = m_store.commit(m_queue.tip);
      rest.author = m_fork.author();
      rest.message =
          "Merge resolution\n\nChanges on the branch from merges of upstream that are in none of its patches.\n";
      append(rest, final_tree);
      m_queue.notes.push_back(
          "the merges contain changes that are in no patch; they become the patch \"Merge resolution\"");
    }
    return std::move(m_queue);
  }

 private:
  void add(const git::Commit& commit) {
    const git::Oid before = m_store.tree_of(commit.parents.front());
    objects::OverlayTree ours(m_store, m_tree);
    m_merger.find_renames_between(before, m_tree);
    const merge::PathMerge merge = m_merger.merge(objects::changes_between(m_store, before, commit.tree), ours);
    ours.put(merge.edits);
    for (const merge::MergeConflict& conflict : merge.conflicts) ours.put(conflict.path, m_final.file(conflict.path));
    const git::Oid tree = ours.write();
    if (tree == m_tree) {
      m_queue.notes.push_back(fmt::format("\"{}\" changes nothing on the new base; left out", commit.subject()));
      return;
    }
    append(commit, tree);
  }

  void append(git::Commit commit, const git::Oid& tree) {
    commit.tree = tree;
    commit.parents = {m_tip};
    m_tip = m_store.put_commit(commit);
    m_tree = tree;
    m_queue.commits.push_back(m_tip);
  }

  Fork& m_fork;
  objects::ObjectStore& m_store;
  merge::TreeMerger m_merger;
  objects::OverlayTree m_final;
  BranchQueue m_queue;
  git::Oid m_tip;
  git::Oid m_tree;
};

}  // namespace

BranchQueue branch_queue(Fork& fork, const git::Oid& tip) {
  const auto [base, is_upstream] = base_below(fork, tip);
  BranchQueue queue{base, objects::commits_between(fork.repository(), base, tip), tip, false, {}};
  if (!is_upstream) {
    queue.notes.push_back(
        fmt::format("the base {} is no longer in the history of {}: upstream was rewritten, or another branch is "
                    "followed now; an update moves the patches over",
                    base.short_hex(), fork.tracking_name()));
  }
  const auto is_merge = [&](const git::Oid& oid) { return fork.store().commit(oid).parents.size() != 1; };
  if (std::none_of(queue.commits.begin(), queue.commits.end(), is_merge)) return queue;
  std::erase_if(queue.commits, is_merge);
  return Linearizer(fork, std::move(queue)).run();
}

}  // namespace mlxpatch::ops

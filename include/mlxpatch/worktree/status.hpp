#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/objects/tree_edit.hpp>
#include <mlxpatch/worktree/checkout_move.hpp>

namespace mlxpatch::worktree {

/// What `git status` says of the worktree, as sorted lists of paths.
struct WorktreeStatus {
  std::vector<std::string> staged;     ///< the index differs from HEAD
  std::vector<std::string> modified;   ///< the file differs from the index, was removed, or is of another type
  std::vector<std::string> unmerged;   ///< the index has conflict stages
  std::vector<std::string> untracked;  ///< neither in the index nor ignored
  bool clean_but_untracked() const { return staged.empty() && modified.empty() && unmerged.empty(); }
};

/// Throws Error if the index can't be read.
WorktreeStatus worktree_status(const git::Repository& repository);

/// The paths of which the index has conflict stages, sorted. Throws Error if the index can't be read.
std::vector<std::string> unmerged_paths(const git::Repository& repository);

/// The same with the conflict stages; `worktree` is absent.
std::vector<ConflictedPath> unmerged_entries(const git::Repository& repository);

/// The tree of the index; its objects are added to the store. `resolved` says what unmerged entries are to be; throws
/// Error if the index has any others.
git::Oid index_tree(const git::Repository& repository, objects::ObjectStore& store,
                    const std::vector<objects::PathEdit>& resolved = {});

/// The tree that `git commit -a` would commit: the index with every tracked file as it is in the worktree.
git::Oid worktree_tree(const git::Repository& repository, objects::ObjectStore& store);

/// Gives the index the entries of `to_tree` at the paths at which the two trees differ. Does not touch the worktree.
void change_index(const git::Repository& repository, objects::ObjectStore& store, const git::Oid& from_tree,
                  const git::Oid& to_tree);

}  // namespace mlxpatch::worktree

#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>

namespace mlxpatch::worktree {

/// What `git status` would say of the working folder, in three lists of paths, each sorted.
struct WorktreeStatus {
  std::vector<std::string> staged;     ///< index differs from HEAD
  std::vector<std::string> modified;   ///< file differs from the index (deleted and type changes too)
  std::vector<std::string> unmerged;   ///< index has conflict stages
  std::vector<std::string> untracked;  ///< neither in the index nor ignored
  bool clean_but_untracked() const { return staged.empty() && modified.empty() && unmerged.empty(); }
};

WorktreeStatus worktree_status(const git::Repository& repository);

/// The tree of the index (objects wait in the store). Throws Error where it has unmerged entries.
git::Oid index_tree(const git::Repository& repository, objects::ObjectStore& store);

/// The tree that `git commit -a` would make: the index with every tracked file as it is in the working folder.
git::Oid worktree_tree(const git::Repository& repository, objects::ObjectStore& store);

/// Gives the index the entries of `to_tree` at the paths where the two trees differ; the working folder is left alone.
void change_index(const git::Repository& repository, objects::ObjectStore& store, const git::Oid& from_tree,
                  const git::Oid& to_tree);

}  // namespace mlxpatch::worktree

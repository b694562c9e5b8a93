#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/worktree/checkout.hpp>
#include <mlxpatch/worktree/obstacles.hpp>
#include <support/git_repo.hpp>

namespace mlxpatch::tests {

using Paths = std::vector<std::string>;

/// A repository whose worktree is moved from tree to tree by the code under test.
struct WorktreeFixture {
  World world;
  GitRepo repo = GitRepo::init(world / "repo");
  git::Repository repository = git::Repository::open(repo.path());
  objects::ObjectStore store{repository};

  /// Commits the whole worktree and returns its tree.
  git::Oid commit_all(const std::string& message) {
    repo.git({"add", "-A"});
    repo.git({"commit", "-q", "--allow-empty", "-m", message});
    return *git::Oid::from_hex(repo.tree());
  }
  /// Moves worktree, index and HEAD to `to`.
  void go(const git::Oid& from, const git::Oid& to) {
    worktree::checkout(repository, store, {{from, to}});
    repo.git({"update-ref", "HEAD", repo.git({"commit-tree", "-m", "x", to.hex()})});
  }
  Paths obstacles(const git::Oid& from, const git::Oid& to) {
    return worktree::checkout_obstacles(repository, store, from, to);
  }
  void empty_worktree() {
    for (const auto& entry : std::filesystem::directory_iterator(repo.path())) {
      if (entry.path().filename() != ".git") std::filesystem::remove_all(entry.path());
    }
  }
};

}  // namespace mlxpatch::tests

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/workspace/pending.hpp>

namespace mlxpatch::ops {

/// A rebase, merge and so on that a person started with git and that is not finished.
struct UserOperation {
  std::string_view name;      ///< "rebase"
  std::string_view finish;    ///< the git command that goes on with it: "rebase --continue"; empty: there is none
  std::string_view give_up;   ///< the git command that gives it up: "rebase --abort"
  bool leaves_branch = true;  ///< HEAD is elsewhere while it lasts
};

/// What git's own state files say. The caller knows that the checkout is at no stop of ours, which looks like a
/// cherry-pick.
std::optional<UserOperation> user_operation(const git::Repository& repository);

/// The same at a stop of ours, which looks like a cherry-pick of one commit, or like a merge if it is one.
std::optional<UserOperation> user_operation_at_stop(const git::Repository& repository,
                                                    const workspace::Pending& pending);

/// Commits that only a detached HEAD reaches.
struct LooseCommits {
  git::Oid newest;
  std::size_t count = 0;
  bool extends_branch = false;  ///< they are on top of the queue branch's tip
};

/// std::nullopt if HEAD is on a branch, or some branch, tag or remote branch has its commit.
/// `queue_branch` is the full name of the queue's own.
std::optional<LooseCommits> loose_commits(const git::Repository& repository, const std::string& queue_branch);

/// A branch name that is not taken: this one, or with a number after it.
std::string free_branch_name(const git::Repository& repository, const std::string& name);

}  // namespace mlxpatch::ops

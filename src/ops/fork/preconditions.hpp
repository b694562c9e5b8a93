#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/workspace/pending.hpp>

#include "fork/branch_queue.hpp"
#include "fork/checkout.hpp"
#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// Throws Error if an update, or a merge, rebase, ... of the user's own, is in progress. Names it and the command that
/// ends it.
void refuse_while_under_way(Fork& fork);
/// The same of what a user has started with git.
void refuse_user_operation(const Checkout& checkout);
/// The same at a stop: what would become of HEAD and of the branch is in the hands of that operation.
void refuse_user_operation_at_stop(const Checkout& checkout, const workspace::Pending& pending);
/// Throws Error if HEAD is detached at commits that no branch has: whoever moves it would take them out of sight.
void refuse_to_leave_commits(Fork& fork);
/// Throws Error if HEAD is not on the queue branch.
void require_on_branch(Fork& fork);
/// Throws Error if the branch has no commit in common with the upstream that was just fetched from this address: it is
/// not another address of the same project.
void refuse_unrelated_upstream(Fork& fork, const std::string& url);
/// Throws Error if the patch directory, whose queue has this base and this number of patches, has less than half of the
/// branch's on the same base: files that were lost, or a list that was emptied, must not empty the branch.
void refuse_lost_files(Fork& fork, const git::Oid& base, std::size_t patches);
/// Throws Error, naming them, if the user or a pull of the project has changed patch files since branch and files
/// agreed: they must not be overwritten from the branch.
void refuse_changed_files(Fork& fork, const BranchQueue& queue, const queue::PatchDirectory& patch_directory);
/// Throws Error naming the tracked files that have changes. `hint` replaces the hint to stash them unless empty;
/// `commit_does` says what it would mean to commit them.
void require_clean_tree(Checkout& checkout, const std::string& hint,
                        std::string_view commit_does = "add them to the queue");

}  // namespace mlxpatch::ops

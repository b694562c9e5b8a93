#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/workspace/operation.hpp>
#include <mlxpatch/worktree/checkout_move.hpp>
#include <mlxpatch/worktree/file_moves.hpp>

#include "fork/checkout.hpp"

namespace mlxpatch::ops {

/// The operation that goes from the other's end to its beginning; its state is `reverting`.
workspace::Operation reversed(workspace::Operation operation);

/// What an operation does to worktree and index, and to the project's files.
worktree::CheckoutMove checkout_move(const workspace::Operation& operation);
std::vector<worktree::FileMove> file_moves(Checkout& checkout, const workspace::Operation& operation);

/// Whether it changes the worktree at all.
bool moves_worktree(const workspace::Operation& operation);
/// Whether it changes the index and no file of the worktree.
bool moves_index_alone(const workspace::Operation& operation);

/// The lines that name what an operation leaves alone, with the command that shows its own version.
std::vector<std::string> lines_of_left_files(Checkout& checkout, const workspace::Operation& operation,
                                             const std::vector<std::string>& paths);
/// The same for entries of the index.
std::vector<std::string> lines_of_left_entries(const Checkout& checkout, const std::vector<std::string>& paths);
std::vector<std::string> lines_of_left_project_files(Checkout& checkout, const workspace::Operation& operation,
                                                     const std::vector<std::string>& paths);

/// Git's cherry-pick state is ours only if the operation begins or ends at a stop, and nobody has begun another one.
void set_cherry_pick(Checkout& checkout, const workspace::Operation& operation);

}  // namespace mlxpatch::ops

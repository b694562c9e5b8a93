#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/report/next_step.hpp>

#include "fork/fork.hpp"

// What `abort` and `undo` leave behind of a person's work, as the commands that show it.
namespace mlxpatch::ops {

/// The command that shows a resolution of the patch of that name, or of what the commit itself says if no patch file
/// has that name.
report::NextStep step_to_show(Fork& fork, const git::Oid& resolution, const std::string& name);
/// The same for the resolutions of an update, in their order.
std::vector<report::NextStep> steps_to_show(Fork& fork, const std::vector<git::Oid>& resolutions);

/// The command that shows how the worktree differed from `head` before an operation.
report::NextStep step_to_show_worktree(Fork& fork, std::uint64_t operation, const git::Oid& head);

/// The note that the last operation keeps what a person had done to the files at a stop with this HEAD, and the command
/// that shows it.
std::string note_of_kept_work(Fork& fork, const git::Oid& head);

/// The commits from `prefix` to `tip`, oldest first; empty if `tip` is not above it.
std::vector<git::Oid> commits_above(Fork& fork, const git::Oid& prefix, const git::Oid& tip);

}  // namespace mlxpatch::ops

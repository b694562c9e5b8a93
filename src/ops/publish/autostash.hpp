#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/workspace/state_directory.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// Stashes changes of tracked files as `git stash push` does, visible in `git stash list`. Returns the stash's commit,
/// zero if there was nothing to stash. A record in the state directory exists from before the first write until
/// restore_autostash(). Throws Error with nothing changed. The caller holds interrupts from here until the changes are
/// restored: what is stashed is half done.
git::Oid autostash(Fork& fork, report::Reporter& reporter);

/// Restores them as `git stash pop --index` does, and removes the record; `notes` says what became of them. If they
/// conflict, or a file was changed meanwhile, the stash stays. If they can't be restored (a directory that can't be
/// written) stash and record stay, and the next run tries again. Does not throw Error.
void restore_autostash(Fork& fork, const git::Oid& stash, std::vector<std::string>& notes);

/// The same on the way out of a failure, as warnings. If the failure left an operation open, the changes stay stashed
/// until the next run has finished that.
void restore_after_failure(Fork& fork, const git::Oid& stash, report::Reporter& reporter);

/// Whether a run was killed while changes were stashed, other than at a stop.
bool has_unrestored_autostash(const workspace::StateDirectory& state);

/// Restores what a killed run had stashed, and reports it. Requires the run lock, and that the open operation is
/// finished.
void recover_autostash(Fork& fork, report::Reporter& reporter);

}  // namespace mlxpatch::ops

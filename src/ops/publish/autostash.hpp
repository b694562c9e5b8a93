#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/workspace/state_directory.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// Puts changes of tracked files aside as `git stash push` does, visible in `git stash list`. Returns the stash's
/// commit; zero where there was nothing to put aside. From before its first write until restore_autostash() a note in
/// the state folder says so. Throws Error, leaving all as it was.
git::Oid autostash(Fork& fork, report::Reporter& reporter);

/// Puts them back as `git stash pop --index` does, and removes the note. Where they do not go back cleanly the stash
/// stays, and `notes` says so. May be called again where an earlier call was cut off.
void restore_autostash(Fork& fork, const git::Oid& stash, std::vector<std::string>& notes);

/// Whether a run was killed while changes were put aside, outside of a stop.
bool has_unrestored_autostash(const workspace::StateDirectory& state);

/// Brings back what a killed run has put aside, and tells so. Only for the holder of the run lock, after the open
/// operation was finished.
void recover_autostash(Fork& fork, report::Reporter& reporter);

}  // namespace mlxpatch::ops

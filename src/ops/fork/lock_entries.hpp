#pragma once

#include <string_view>
#include <vector>

#include <mlxpatch/git/date.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/queue/files/export.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/workspace/lock.hpp>

#include "fork/fork.hpp"
#include "fork/project.hpp"

// What mlxpatch.lock has of patches that are bare diffs (patches.format = "diff"): author, date and message.
namespace mlxpatch::ops {

/// "Name <email>" as a person.
git::Signature author_from(std::string_view text, const git::Time& when);

/// The lock of patches on a base.
workspace::Lock lock_for(Fork& fork, const std::vector<queue::ExportedPatch>& patches, const git::Oid& base);

/// Gives bare diffs the authors and messages that the lock has of them: by the names of their files, and a file that a
/// person renamed by its change; where an older lock does not have that, by the only place that it can have in the
/// order.
void take_from_lock(const Project& project, queue::PatchDirectory& patch_directory);

/// Whether both locks have the same patches under the same names. Which change they were does not count.
bool has_same_entries(const workspace::Lock& a, const workspace::Lock& b);

/// Whether `now` has the patches of `before`, no fewer, and not all of them under the same names or as the same change.
bool renames_entries(const workspace::Lock& before, const workspace::Lock& now);

/// Whether the lock has the author, date and message of this patch, whatever its file was called.
bool has_entry_of(const workspace::Lock& lock, const workspace::Lock::Patch& patch);

}  // namespace mlxpatch::ops

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/queue/files/commit_patches.hpp>
#include <mlxpatch/queue/files/export.hpp>
#include <mlxpatch/queue/files/patch_directory.hpp>
#include <mlxpatch/report/audit.hpp>
#include <mlxpatch/report/drift.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/export_record.hpp>
#include <mlxpatch/workspace/lock.hpp>
#include <mlxpatch/workspace/operation.hpp>

#include "fork/branch_queue.hpp"
#include "fork/fork.hpp"
#include "fork/project.hpp"

namespace mlxpatch::ops {

/// Reads the project's patch directory. With format = "diff" the messages come from the lock.
queue::PatchDirectory read_project_patches(const Project& project);

/// The same for the branch's queue `commits`, with a list that is damaged, missing or outdated repaired in memory.
queue::RepairedDirectory repaired_project_patches(Fork& fork, const std::vector<git::Oid>& commits);

/// The project's patches, or none if they cannot be read: for a command that only wants their names, as there are
/// other sources of those.
queue::PatchDirectory readable_project_patches(const Project& project);

/// Names the patches of a replay of `commits` by their files in `files`; one that has no file yet by its subject.
void name_by_files(Fork& fork, const std::vector<git::Oid>& commits, const queue::PatchDirectory& files,
                   std::vector<report::Patch>& patches);

/// How the configuration says to write patch files.
queue::ExportOptions export_options(const workspace::Config& config);

/// The identities and subjects for patch files that have none of their own.
queue::CommitDefaults commit_defaults(Fork& fork);

/// A queue's patch files, series and lock as they should be, compared with those on disk.
struct FileSet {
  std::vector<queue::ExportedPatch> patches;
  workspace::ExportRecord record;  ///< of `patches`
  workspace::Lock lock;
  std::map<std::string, std::optional<std::string>> changes;  ///< project path to new bytes; std::nullopt: remove
  std::vector<std::string> written;                           ///< names of patches that are new or changed
  std::vector<std::string> removed;
  std::map<std::string, std::string> renamed;  ///< of those: the file's new name
  std::vector<std::string> unchanged;
  std::vector<std::string> others;  ///< paths of the series and the lock, if they change
};

/// How the files of a queue are written.
struct FileOptions {
  Keep keep = Keep::old_bytes;
  Numbers numbers = Numbers::keep;
};

/// The files of the queue `commits` on `base`. A patch with the same content keeps its bytes unless options.keep is
/// rewrite.
FileSet file_set(Fork& fork, const std::vector<git::Oid>& commits, const git::Oid& base,
                 const queue::PatchDirectory& before, const FileOptions& options);
FileSet file_set(Fork& fork, const std::vector<git::Oid>& commits, const git::Oid& base,
                 const queue::PatchDirectory& before, Keep keep);

/// The ref moves by which branch and files agree at `tip`.
std::vector<workspace::RefMove> export_moves(Fork& fork, const git::Oid& tip, const workspace::ExportRecord& record);

/// The files that a set writes, as paths in the project: "patches/a.patch", "patches/series", "mlxpatch.lock".
std::vector<std::string> paths_written(const Fork& fork, const FileSet& files);

/// A patch file's path in the project.
std::string patch_path(const Fork& fork, const std::string& name);

/// Why patches of the old set may be missing from the new one.
struct DroppedPatches {
  std::map<std::string, std::string> upstreamed;  ///< patch name to commit id
  std::map<std::string, std::string> others;      ///< patch name to reason
};

/// Checks that the set is correct: each old patch is kept, changed, upstreamed or dropped for a reason, and the new
/// files, applied to the base as plain text, give `tree`. Throws Error if not.
report::Audit audit(Fork& fork, const FileSet& files, const queue::PatchDirectory& before,
                    const DroppedPatches& dropped, const git::Oid& tree);

/// Throws Error if more than half of the patches would be lost: removed without a reason, and not renamed.
/// `override_command` is the command that removes them anyway.
void refuse_shrinking(const FileSet& files, const queue::PatchDirectory& before, const DroppedPatches& dropped,
                      const std::string& override_command);

/// How branch and files differ. `files` is the set that the branch would give; there is any drift exactly if it changes
/// something. What says so to a person (`check`, `status`, `regen --check`) asks this, about
/// repaired_project_patches().
report::Drift drift_between(const FileSet& files, const queue::PatchDirectory& before, const Project& project,
                            const git::Oid& base);

/// Whether the patch files are unchanged since branch and files last agreed, or agree now. Any difference then comes
/// from the branch alone. A series or lock that is merely out of date does not count.
bool files_are_as_exported(Fork& fork, const BranchQueue& queue, const queue::PatchDirectory& patch_directory,
                           const report::Drift& drift);

}  // namespace mlxpatch::ops

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
#include <mlxpatch/workspace/config.hpp>
#include <mlxpatch/workspace/lock.hpp>

#include "fork/branch_queue.hpp"
#include "fork/fork.hpp"
#include "fork/project.hpp"

namespace mlxpatch::ops {

/// The project's patch folder as it is; for format = "diff" with the messages that the lock keeps.
queue::PatchDirectory read_project_patches(const Project& project);

/// How the configuration wants patch files to be written.
queue::ExportOptions export_options(const workspace::Config& config);

/// Who stands in for what the patch files do not say.
queue::CommitDefaults commit_defaults(Fork& fork);

/// A queue's patch files, series and lock as they shall be, held against what is there.
struct FileSet {
  std::vector<queue::ExportedPatch> patches;
  workspace::Lock lock;
  std::map<std::string, std::optional<std::string>> changes;  ///< project paths: new bytes, nothing: to be removed
  std::vector<std::string> written;                           ///< names of patches that change or are new
  std::vector<std::string> removed;
  std::vector<std::string> unchanged;
  std::vector<std::string> others;  ///< paths of the series and the lock, where they change
};

/// What the files of the queue `commits` on `base` are. A patch that says the same keeps its bytes unless `keep` says
/// rewrite.
FileSet file_set(Fork& fork, const std::vector<git::Oid>& commits, const git::Oid& base,
                 const queue::PatchDirectory& before, Keep keep);

/// The files that a set writes, as paths in the project: "patches/a.patch", "patches/series", "mlxpatch.lock".
std::vector<std::string> paths_written(const Fork& fork, const FileSet& files);

/// A patch file's path in the project.
std::string patch_path(const Fork& fork, const std::string& name);

/// Why patches of the old set may be missing from the new one: name to words, and to the upstream commit that has them.
struct DroppedPatches {
  std::map<std::string, std::string> upstreamed;  ///< patch name to commit id
  std::map<std::string, std::string> others;      ///< patch name to reason
};

/// Proves that the set is right: each old patch is kept, changed, upstreamed or dropped for a reason, and the files
/// just made, applied to the base as text alone, give `tree`. Throws Error where that does not hold.
report::Audit audit(Fork& fork, const FileSet& files, const queue::PatchDirectory& before,
                    const DroppedPatches& dropped, const git::Oid& tree);

/// Throws Error where more than half of the patches would vanish without a reason. `way_out` is the command that
/// allows it.
void refuse_shrinking(const FileSet& files, const queue::PatchDirectory& before, const DroppedPatches& dropped,
                      const std::string& way_out);

/// Where branch and files differ: `files` is the set that the branch would give.
report::Drift drift_between(const FileSet& files, const queue::PatchDirectory& before, const Project& project,
                            const git::Oid& base);

/// Whether the patch files are as they were when branch and files last agreed, or agree now: then whatever differs
/// comes from the branch alone.
bool files_are_as_exported(Fork& fork, const BranchQueue& queue, const queue::PatchDirectory& folder,
                           const report::Drift& drift);

}  // namespace mlxpatch::ops

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <mlxpatch/report/audit.hpp>
#include <mlxpatch/report/commit_line.hpp>
#include <mlxpatch/report/drift.hpp>
#include <mlxpatch/report/next_step.hpp>
#include <mlxpatch/report/outcome.hpp>
#include <mlxpatch/report/patch.hpp>
#include <mlxpatch/report/replay.hpp>
#include <mlxpatch/report/resolution.hpp>

namespace mlxpatch::report {

/// The commands that move the queue, and that may stop at a conflict.
enum class Command { update, continue_update, skip, finish, pick, edit };

/// The conflict at which an update (or pick) is stopped.
struct Stop {
  /// What conflicts: a patch of the queue with upstream, a picked commit with the branch, the branch with upstream in
  /// one merge, or a patch with one before it that was edited.
  enum class Kind { patch, pick, merge, edit } kind = Kind::patch;
  std::string directory;        ///< the checkout, relative to the current directory; empty: this directory
  std::size_t patch_index = 0;  ///< from 1, in the whole queue (or among the picked commits); 0 in a merge
  std::size_t patches = 0;      ///< in all
  std::string patch;
  std::string subject;
  std::vector<Conflict> conflicts;
  std::vector<KnownFile> known;  ///< those of the files that hold what was made of the same conflicts before
  std::optional<CommitLine> culprit;
  /// The patches that a person resolved or left out before, at the same upstream commit, and on whose lines this one
  /// builds: the culprit broke those.
  std::vector<std::string> builds_on;
  std::vector<std::string> own_patches;  ///< a pick: the patches that change the same files
  std::vector<CommitLine> missing;       ///< a pick: earlier upstream commits to the files, newest first
  std::optional<UpstreamedBy> likely;
  std::string upstream_diff;  ///< what the culprit did to the conflicting region
  std::string patch_diff;     ///< what the patch wants there
  std::size_t patches_left = 0;
  std::size_t upstream_left = 0;   ///< upstream commits that are still to come
  bool after_patches = false;      ///< earlier patches of the queue are on its side of upstream, too
  bool shows_base = false;         ///< the markers have a third part, the common base (merge.conflictStyle)
  std::vector<std::string> notes;  ///< of the patch
};

struct Update {
  Command command = Command::update;
  Command operation = Command::update;  ///< what it belongs to: update, pick or edit
  Outcome outcome = Outcome::done;
  bool dry_run = false;
  bool up_to_date = false;
  std::string upstream;
  std::optional<CommitLine> from;
  std::optional<CommitLine> to;
  std::size_t new_commits = 0;  ///< between from and to
  Replay replay;                ///< after a stop: of what was left to do
  Drift drift;
  std::optional<std::size_t> patches;  ///< on the branch now, where that is not what `replay` counts
  std::optional<Stop> stop;
  std::optional<Audit> audit;
  std::vector<std::string> written;       ///< files
  std::vector<std::string> remembered{};  ///< files of the resolutions that are remembered from now on
  std::vector<std::string> notes;
  std::vector<NextStep> next;
};

struct Abort {
  Command operation = Command::update;
  std::string branch;
  std::string tip;
  std::optional<std::string> kept_as;  ///< ref that keeps the half-made resolution
  std::vector<std::string> notes;
  std::vector<NextStep> kept{};  ///< what is kept, as the commands that show it
  bool branch_moved = false;     ///< since the update began; it was left where it is
};

/// A branch that an operation moved on its own, without the user having asked for another queue.
struct MovedBranch {
  std::string name;
  std::string from;  ///< commit ids
  std::string to;
};

/// A patch file with a new name.
struct RenamedFile {
  std::string from;
  std::string to;
};

struct Regen {
  Outcome outcome = Outcome::done;
  bool check_only = false;
  CommitLine base;
  std::vector<std::string> written;
  std::vector<std::string> removed;
  std::vector<std::string> unchanged;
  std::vector<RenamedFile> renamed;  ///< each in `removed` by its old name, and in `written` by its new one
  std::optional<MovedBranch> moved;  ///< merges were linearized
  std::optional<Audit> audit;
  std::vector<std::string> notes;
  std::vector<NextStep> next;
};

}  // namespace mlxpatch::report

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/queue/replay/commit_info.hpp>

namespace mlxpatch::queue {

/// What became of a patch in a replay.
enum class PatchState {
  clean,        ///< merged; at the same paths
  moved,        ///< merged, following a rename of upstream's
  incremental,  ///< conflicts in a direct replay, merged upstream commit by upstream commit
  upstreamed,   ///< upstream has it already; left out
  empty,        ///< nothing is left of it, and no upstream commit is known to have it
  conflict,     ///< needs a person
  blocked,      ///< needs what a conflicting patch before it changes
};

std::string_view name_of(PatchState state);

struct Upstreamed {
  CommitInfo commit;
  std::string how;  ///< "patch-id", "empty", "reverse-applies", "new-words"
};

struct ReplayedPatch {
  git::Oid commit;   ///< the queue's commit
  std::string name;  ///< its patch file's name, or one made from the subject
  std::string subject;
  std::vector<std::string> paths;  ///< what it changes
  PatchState state = PatchState::clean;
  std::optional<git::Oid> new_commit;  ///< nothing where it was left out
  git::Oid tree;                       ///< after this patch; the one before where it was left out
  std::vector<merge::MergeConflict> conflicts;
  std::vector<merge::FollowedRename> renames;
  std::optional<CommitInfo> culprit;      ///< the first upstream commit with which it no longer merges
  std::optional<CommitInfo> clean_since;  ///< the upstream commit with which it merges again, where it does for a while
  std::optional<Upstreamed> upstreamed_by;
  bool likely_upstreamed = false;
  std::vector<std::string> notes;
};

/// Where a replay with OnConflict::stop waits for a person: the queue stands on one upstream commit up to a patch that
/// conflicts there. Scanned, that is the first commit that breaks a patch, else `onto` itself.
///
/// To go on: commit the person's tree on `tip`; replay what follows in `todo` onto that commit in one stride without
/// dedup (which may stop again); the whole queue, `tip`'s and the new commits, then replays from `onto` on.
struct ReplayStop {
  git::Oid onto;          ///< the upstream commit on which `tip` stands
  std::size_t patch = 0;  ///< which of the queue's commits conflicts
  git::Oid tip;           ///< what is done, in commits; HEAD stands here while a person resolves
  git::Oid tree;          ///< tip's tree with the patch merged in, conflicts as their `result`
  std::vector<merge::MergeConflict> conflicts;
  std::vector<ReplayedPatch> settled;  ///< those that are not in `todo`: stand in `tip`, or were left out
  struct Todo {
    git::Oid commit;    ///< to be replayed on `tip`
    git::Oid original;  ///< which of the queue's commits it was made of
  };
  std::vector<Todo> todo;  ///< the conflicting patch first
};

struct ReplayResult {
  std::vector<ReplayedPatch> patches;  ///< one for each of the queue's commits; in one stride up to where it stopped
  git::Oid tip;                        ///< the new tip; after the last clean patch where it stopped
  git::Oid tree;                       ///< its tree
  bool clean = true;                   ///< no patch conflicts or is blocked
  std::optional<ReplayStop> stop;      ///< with OnConflict::stop, where not clean
};

}  // namespace mlxpatch::queue

#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/merge_result.hpp>
#include <mlxpatch/objects/object_store.hpp>

namespace mlxpatch::queue {

/// What became of a patch in a replay.
enum class PatchState {
  clean,       ///< merged; at the same paths
  moved,       ///< merged, following a rename of upstream's
  stepped,     ///< conflicts in one stride, merged upstream commit by upstream commit
  upstreamed,  ///< upstream has it already; left out
  empty,       ///< nothing is left of it, and no upstream commit is known to have it
  conflict,    ///< needs a person
  blocked,     ///< needs what a conflicting patch before it changes
};
std::string_view name_of(PatchState state);

/// An upstream commit, as people are told of it.
struct CommitInfo {
  git::Oid id;
  git::Time date;
  std::string author;
  std::string subject;
  std::optional<int> number;  ///< of the pull request in "(#123)" at the subject's end
};
CommitInfo commit_info(objects::ObjectStore& store, const git::Oid& commit);

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

struct ReplayOptions {
  enum class OnConflict { stop, keep_going } on_conflict = OnConflict::stop;
  enum class Dedup { by_patch_id, off } dedup = Dedup::by_patch_id;
  enum class Strides { scan_and_step, one } strides = Strides::scan_and_step;
  git::Signature committer;  ///< of the new commits
  merge::MergeOptions merge;
  std::function<void(std::size_t done, std::size_t total)> on_progress;
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

/// Replays the queue `base`..`commits` (oldest first, one parent each) on another upstream commit, in memory: no ref,
/// index or file is touched; new objects wait in the store. Reads `repository` for upstream's history only.
ReplayResult replay(objects::ObjectStore& store, const std::vector<git::Oid>& commits, const git::Oid& base,
                    const git::Oid& onto, const ReplayOptions& options);

/// The commits of base..tip as a queue: without merges, oldest first. Throws Error where a root commit is among them.
std::vector<git::Oid> queue_between(objects::ObjectStore& store, const git::Oid& base, const git::Oid& tip);

}  // namespace mlxpatch::queue

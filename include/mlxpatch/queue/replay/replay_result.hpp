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
  incremental,  ///< conflicts in a direct replay, merges upstream commit by upstream commit
  upstreamed,   ///< upstream has it already; left out
  empty,        ///< it has become empty, and no upstream commit is known to have it; left out
  conflict,     ///< needs a person
  blocked,      ///< needs what an earlier, conflicting patch changes
};

/// The state's word in reports; `incremental` has always been "stepped" there.
std::string_view name_of(PatchState state);

/// How it is known that an upstream commit has a patch.
enum class Evidence {
  patch_id,         ///< it makes the same change
  squashed,         ///< it makes the same change as the patch and those next to it together
  empty,            ///< after it the patch is empty
  reverse_applies,  ///< after it the patch applies in reverse
  cherry_picked,    ///< the patch's message says that it was picked from this commit
  telling_words,    ///< it brought telling words of the patch; no more than a hint
  same_lines,       ///< it brought every line that the patch adds, which merges all the same; no more than a hint
};

/// The word for it in reports and in the state of an update.
std::string_view name_of(Evidence evidence);
/// The evidence with that name; `empty` for a name that is not known.
Evidence evidence_named(std::string_view name);

struct Upstreamed {
  CommitInfo commit;
  Evidence how = Evidence::patch_id;
  std::vector<std::string> words{};  ///< of Evidence::telling_words: those that it brought
  std::size_t of_words = 0;          ///< of so many new ones of the patch
};

/// How many of a patch's hunks, counted without context, upstream has already.
struct HunkCounts {
  struct Taken {
    CommitInfo since;  ///< the upstream commit that took them
    std::size_t hunks = 0;
  };
  std::size_t kept = 0;
  std::vector<Taken> upstream;  ///< at least one, oldest first
};

/// A line of a patch that is neither in its new form nor in upstream's file.
struct LostLine {
  std::string path;
  std::string line;  ///< without its end
};

struct ReplayedPatch {
  git::Oid commit;   ///< the queue's commit
  std::string name;  ///< its patch file's name, or one made from the subject
  std::string subject;
  std::vector<std::string> paths;  ///< what it changes
  PatchState state = PatchState::clean;
  std::optional<git::Oid> new_commit;  ///< none if it was left out
  git::Oid tree;                       ///< after this patch; the one before it if it was left out
  std::vector<merge::MergeConflict> conflicts;
  std::vector<merge::FollowedRename> renames;
  std::optional<CommitInfo> culprit;      ///< the upstream commit since which it conflicts
  std::optional<CommitInfo> clean_since;  ///< the upstream commit with which it merged again, if it did for a while
  std::optional<Upstreamed> upstreamed_by;
  bool likely_upstreamed = false;
  std::optional<HunkCounts> hunks;  ///< if the patch merged, but for hunks that upstream has
  std::vector<LostLine> lost_lines;
  std::vector<std::string> notes;
};

/// Where a replay with OnConflict::stop is stopped for a person: the queue has been replayed onto one upstream commit,
/// up to a patch that conflicts there. If upstream was scanned, that is the first commit that breaks a patch, otherwise
/// the target of the replay.
///
/// To continue: commit the person's tree on `tip`; replay the rest of `todo` onto that commit, directly and without
/// comparing patch-ids (which may stop again); then replay the whole queue, `tip`'s commits and the new ones, from
/// `onto` to the target.
struct ReplayStop {
  git::Oid onto;                      ///< the upstream commit on which `tip` is built
  std::size_t patch = 0;              ///< which of the queue's commits conflicts
  git::Oid tip;                       ///< the finished part, as commits; HEAD while a person resolves
  git::Oid tree;                      ///< tip's tree with the patch merged in, conflicts by their `result`
  std::optional<CommitInfo> culprit;  ///< the upstream commit that broke the patch, if upstream was scanned
  std::vector<merge::MergeConflict> conflicts;
  std::vector<ReplayedPatch> settled;  ///< those not in `todo`: part of `tip`, or left out
  struct Todo {
    git::Oid commit;    ///< to be replayed on `tip`
    git::Oid original;  ///< which of the queue's commits it was made from
    /// What `commit` does not have of `original` any more, as in ReplayedPatch.
    std::optional<HunkCounts> hunks{};
    std::vector<LostLine> lost_lines{};
  };
  std::vector<Todo> todo;  ///< the conflicting patch first
};

struct ReplayResult {
  std::vector<ReplayedPatch> patches;  ///< one per commit of the queue; of a direct replay, up to the stop
  git::Oid tip;                        ///< the new tip; after the last clean patch if it stopped
  git::Oid tree;                       ///< its tree
  bool clean = true;                   ///< no patch conflicts or is blocked
  std::optional<ReplayStop> stop;      ///< with OnConflict::stop, if not clean
  /// If not clean, and upstream was scanned: the newest upstream commit at which, commit by commit, every patch merges;
  /// none if there is none above the base.
  std::optional<CommitInfo> clean_until{};
};

}  // namespace mlxpatch::queue

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/ref_lock.hpp>
#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::transport {

/// Where a fetch writes what has changed at first, branches ("heads/") and tags ("tags/"), with a slash at the end:
/// names that nobody else uses, so that a killed fetch leaves nothing in other programs' way. Each worktree has its
/// own.
std::string incoming_prefix(const git::Repository& repository, const std::string& remote);

/// The branches and tags that a fetch may move, as they are: remote-tracking branches and all tags, sorted.
std::vector<git::Ref> tracking_refs(const git::Repository& repository, const std::string& remote);

/// The branches and tags of a remote ("refs/heads/x", "refs/tags/y").
struct RemoteRefs {
  std::string remote;
  std::vector<git::Ref> refs;
};
/// What write_incoming_refs() has written.
RemoteRefs incoming_refs(const git::Repository& repository, const std::string& remote);

/// What a fetch does to a remote-tracking branch or a tag. Zero: it does not exist.
struct TrackingMove {
  std::string name;
  git::Oid before;
  git::Oid after;
};
/// What becomes of branches here that the remote does not have.
enum class MissingBranches { stay, go };

/// From the tracking_refs() before a fetch to what the remote has: removals first. Branches that are in a new one's way
/// are removed in any case; tags stay.
std::vector<TrackingMove> tracking_moves(const git::Repository& repository, const std::vector<git::Ref>& before,
                                         const RemoteRefs& refs, MissingBranches missing);
/// Writes the new values below incoming_prefix().
void write_incoming_refs(const git::Repository& repository, const std::string& remote,
                         const std::vector<TrackingMove>& moves);
/// Moves each only if it is as it was before: what another program has fetched meanwhile stays.
void move_tracking_refs(const git::Repository& repository, const std::vector<TrackingMove>& moves);

/// The locks that a fetch has in its hands while it moves refs, and the directories of its temporary files.
struct TrackingLocks {
  std::vector<git::OwnLock> locks;
  std::vector<std::filesystem::path> directories;
};
TrackingLocks tracking_locks(const git::Repository& repository, const std::string& remote);

}  // namespace mlxpatch::transport

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::transport {

/// Where a fetch writes what has changed at first, branches ("heads/") and tags ("tags/"), with a slash at the end:
/// names that nobody else uses, so that a killed fetch leaves nothing in other programs' way. Each worktree has its
/// own.
std::string incoming_prefix(const git::Repository& repository, const std::string& remote);

/// The branches and tags that a fetch may move, as they are: remote-tracking branches and all tags.
std::vector<git::Ref> tracking_refs(const git::Repository& repository, const std::string& remote);

/// The branches and tags of a remote ("refs/heads/x", "refs/tags/y").
struct RemoteRefs {
  std::string remote;
  std::vector<git::Ref> refs;
};
/// What write_incoming_refs() has written.
RemoteRefs incoming_refs(const git::Repository& repository, const std::string& remote);
/// Writes below incoming_prefix() those that differ from what is known here.
void write_incoming_refs(const git::Repository& repository, const RemoteRefs& refs);

/// Moves the remote-tracking branches and tags to the remote's, each only if it is as it was `before` the fetch: what
/// another program has fetched meanwhile stays. Removes branches that the remote does not have; tags stay.
void move_tracking_refs(const git::Repository& repository, const RemoteRefs& refs, const std::vector<git::Ref>& before);

/// The locks that a fetch has in its hands while it moves refs, and the directories of its temporary files.
struct TrackingLock {
  std::filesystem::path file;
  std::string content;
};
struct TrackingLocks {
  std::vector<TrackingLock> locks;
  std::vector<std::filesystem::path> directories;
};
TrackingLocks tracking_locks(const git::Repository& repository, const std::string& remote);

}  // namespace mlxpatch::transport

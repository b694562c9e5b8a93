#pragma once

#include <filesystem>
#include <vector>

#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::transport {

// Git fetches into a small git directory of our own: its refs and their locks are there, its objects in the repository.
// A killed fetch leaves no lock in other programs' way, and what a fetch writes is what has changed.

/// Where it is; each worktree has its own.
std::filesystem::path fetch_repository(const git::Repository& repository);

/// Makes it anew, with all refs of the repository, written as one file: by them git sees what is new. Objects,
/// configuration and the list of a shallow clone's ends are those of the repository. Throws Error.
void make_fetch_repository(const git::Repository& repository);

/// The refs in it, as git has left them. Also brings the repository what git did to the list of a
/// shallow clone's ends. Throws Error.
std::vector<git::Ref> take_fetched_refs(const git::Repository& repository);

void remove_fetch_repository(const git::Repository& repository);

}  // namespace mlxpatch::transport

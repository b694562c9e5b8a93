#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include <mlxpatch/git/refs.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/objects/keep_file.hpp>

namespace mlxpatch::transport {

// A fetch goes into a small git directory of our own: its refs, their locks and the objects that arrive are there; what
// the repository has already, it borrows. A killed fetch leaves nothing in other programs' way, what a fetch writes is
// what has changed, and a `git gc` beside it sees no object that no reference reaches yet.

/// Where it is; each worktree has its own.
std::filesystem::path fetch_repository(const git::Repository& repository);

/// Makes it anew, with all refs of the repository, written as one file: by them git sees what is new. Configuration and
/// the list of a shallow clone's ends are those of the repository. Throws Error.
void make_fetch_repository(const git::Repository& repository);

/// The refs in it, as git has left them. Also brings the repository what git did to the list of a
/// shallow clone's ends. Throws Error.
std::vector<git::Ref> take_fetched_refs(const git::Repository& repository);

/// What keeps `git gc` from dropping packs that no reference reaches yet.
using KeptPacks = std::vector<std::unique_ptr<objects::KeepFile>>;

/// Moves the packs that have arrived into the repository. To be held until references reach them. Throws Error.
KeptPacks take_fetched_packs(const git::Repository& repository);

/// Also removes from the repository the half of a pack that a killed take_fetched_packs() left. Throws Error.
void remove_fetch_repository(const git::Repository& repository);

}  // namespace mlxpatch::transport

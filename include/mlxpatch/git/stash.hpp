#pragma once

#include <string_view>

#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::git {

/// Puts the changes of tracked files (index and working folder) onto the stash, as `git stash push -m`. Returns the
/// stash's commit. Throws Error where there is nothing to put aside.
Oid push_stash(const Repository& repository, std::string_view message);

/// Takes that stash off the list and puts its changes back, index and working folder. False where they do not go back
/// cleanly: then nothing was changed and the stash stays. False, too, where it is not on the list any more.
bool pop_stash(const Repository& repository, const Oid& stash);

}  // namespace mlxpatch::git

#pragma once

#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::git {

/// The ids that a ref has had by its log, newest first; empty if it has no log. Throws Error.
std::vector<Oid> logged_ids(const Repository& repository, std::string_view name);

/// Removes the newest entry with this id from a ref's log and moves the ref to what is the newest then, as `git reflog
/// delete --rewrite --updateref` does; the last entry takes the ref with it. Finishes an interrupted removal. Throws
/// Error, and then the ref is as it was.
void drop_logged(const Repository& repository, std::string_view name, const Oid& id);

}  // namespace mlxpatch::git

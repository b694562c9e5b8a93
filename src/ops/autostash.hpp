#pragma once

#include <string>
#include <vector>

#include "context.hpp"

namespace mlxpatch::ops {

/// Puts changes of tracked files aside as `git stash push` does, visible in `git stash list`. Returns the stash's
/// commit; zero where there was nothing to put aside.
git::Oid put_changes_aside(Fork& fork, report::Reporter& reporter);

/// Puts them back as `git stash pop` does. Where that conflicts the stash stays, and a note says so.
void bring_changes_back(Fork& fork, const git::Oid& stash, std::vector<std::string>& notes);

}  // namespace mlxpatch::ops

#pragma once

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::git {

/// Who commits now: GIT_COMMITTER_NAME, _EMAIL and _DATE, else user.name and user.email of the configuration, and the
/// clock. Throws Error with the two `git config` commands to type if no identity is set.
Signature committer_identity(const Repository& repository);

/// The same for GIT_AUTHOR_*.
Signature author_identity(const Repository& repository);

/// The committer for reflogs. Git writes "unknown" there rather than refuse to move a reference.
Signature reflog_identity(const Repository& repository);

}  // namespace mlxpatch::git

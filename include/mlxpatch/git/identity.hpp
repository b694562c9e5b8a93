#pragma once

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::git {

/// The person who commits now: GIT_COMMITTER_NAME/EMAIL/DATE, else user.name and user.email of the configuration and
/// the clock. Throws Error with the two `git config` lines to type where no identity is set.
Signature committer_identity(const Repository& repository);

/// The same for GIT_AUTHOR_*.
Signature author_identity(const Repository& repository);

/// The committer as it stands in reflogs, where git takes "unknown" rather than refusing to move a reference.
Signature reflog_identity(const Repository& repository);

}  // namespace mlxpatch::git

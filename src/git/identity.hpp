#pragma once

#include <mlxpatch/git/repository.hpp>

namespace mlxpatch::git {

/// The committer as it stands in reflogs, where git takes "unknown" rather than refusing to move a reference.
Signature reflog_identity(const Repository& repository);

}  // namespace mlxpatch::git

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// What a commit changed in `paths` against its first parent, as a readable diff.
std::string diff_at(Fork& fork, const git::Oid& commit, std::vector<std::string> paths);

/// The hunks of `diff` whose old lines are near those of a hunk of `other` in the same file; all hunks if there are
/// none. Both diffs should be of about the same version of the files.
std::string hunks_near(std::string_view diff, std::string_view other);

}  // namespace mlxpatch::ops

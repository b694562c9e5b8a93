#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/merge/conflict.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// Files in conflict that upstream has moved: their paths there, and in the patch.
using MovedFiles = std::map<std::string, std::string>;

/// Those among the files with which a commit of the queue conflicts.
MovedFiles moved_files(Fork& fork, const git::Oid& patch, const std::vector<merge::MergeConflict>& conflicts);

/// What a commit changed in `paths` against its first parent, as a readable diff. A moved file that it made is compared
/// with the one that it was made from.
std::string diff_at(Fork& fork, const git::Oid& commit, std::vector<std::string> paths, const MovedFiles& moved);
/// What a commit of the queue changes in `paths`, wherever the files are there.
std::string patch_diff_at(Fork& fork, const git::Oid& patch, std::vector<std::string> paths, const MovedFiles& moved);

/// The hunks of `diff` whose old lines are near those of a hunk of `other` in the same file; all hunks if there are
/// none. Both diffs should be of about the same version of the files.
std::string hunks_near(std::string_view diff, std::string_view other);

}  // namespace mlxpatch::ops

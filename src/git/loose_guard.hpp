#pragma once

#include <filesystem>

#include <git2.h>

namespace mlxpatch::git {

/// Makes the object database refuse a loose object that is cut off or no zlib stream: libgit2's own reader waits for
/// ever for the rest of one. `objects` is the repository's directory of that name. Throws Error.
void guard_loose_objects(git_odb* odb, const std::filesystem::path& objects);

}  // namespace mlxpatch::git

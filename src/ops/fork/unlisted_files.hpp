#pragma once

#include <mlxpatch/queue/files/patch_directory.hpp>

#include "fork/fork.hpp"
#include "fork/patch_files.hpp"

namespace mlxpatch::ops {

/// Throws Error if a file that is to be written for a patch exists with other content, and neither the list nor the
/// record of the last export has it: it is a person's own, such as a draft.
void refuse_unlisted_files(Fork& fork, const FileSet& files, const queue::PatchDirectory& before);

}  // namespace mlxpatch::ops

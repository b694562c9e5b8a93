#pragma once

#include <vector>

#include <mlxpatch/patch/patch.hpp>
#include <mlxpatch/queue/files/export.hpp>

#include "fork/fork.hpp"

namespace mlxpatch::ops {

/// Patch files that are not written yet, as they would be read. Author and message of a bare diff are its commit's.
std::vector<patch::Patch> patches_in(Fork& fork, const std::vector<queue::ExportedPatch>& exported);

}  // namespace mlxpatch::ops

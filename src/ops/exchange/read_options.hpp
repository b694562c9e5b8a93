#pragma once

#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/patch/format/read_options.hpp>

namespace mlxpatch::ops {

/// The options for reading patches with these paths, within these limits.
patch::ReadOptions read_options(const PatchLimits& limits, const PatchPaths& paths);

}  // namespace mlxpatch::ops

#pragma once

#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/patch/format/read_options.hpp>

namespace mlxpatch::ops {

/// How patches are read within these limits.
patch::ReadOptions read_options(const PatchLimits& limits);

}  // namespace mlxpatch::ops

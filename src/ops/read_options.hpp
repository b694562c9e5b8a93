#pragma once

#include <mlxpatch/ops/operations.hpp>
#include <mlxpatch/queue/format/reader.hpp>

namespace mlxpatch::ops {

/// How patches are read within these limits.
queue::ReadOptions read_options(const PatchLimits& limits);

}  // namespace mlxpatch::ops

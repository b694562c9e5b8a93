#include "read_options.hpp"

#include <mlxpatch/ops/operations.hpp>
#include <mlxpatch/queue/format/reader.hpp>

namespace mlxpatch::ops {

queue::ReadOptions read_options(const PatchLimits& limits) {
  constexpr unsigned k_mib = 20;
  queue::ReadOptions options;
  options.max_patch_bytes = limits.patch_mib << k_mib;
  options.max_line_bytes = limits.line_mib << k_mib;
  return options;
}

}  // namespace mlxpatch::ops

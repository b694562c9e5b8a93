#include "exchange/read_options.hpp"

#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/patch/format/read_options.hpp>

namespace mlxpatch::ops {

patch::ReadOptions read_options(const PatchLimits& limits, const PatchPaths& paths) {
  constexpr unsigned k_mib = 20;
  patch::ReadOptions options;
  options.max_patch_bytes = limits.patch_mib << k_mib;
  options.max_line_bytes = limits.line_mib << k_mib;
  options.strip = paths.strip;
  options.directory = paths.directory;
  return options;
}

}  // namespace mlxpatch::ops

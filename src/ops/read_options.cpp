#include "read_options.hpp"

#include "branch_queue.hpp"
#include "commit_line.hpp"
#include "fetch.hpp"
#include "head_text.hpp"
#include "preconditions.hpp"
#include "project.hpp"
#include "replay_options.hpp"
#include "stand_in_identity.hpp"
#include "transfer.hpp"

namespace mlxpatch::ops {

queue::ReadOptions read_options(const PatchLimits& limits) {
  constexpr unsigned k_mib = 20;
  queue::ReadOptions options;
  options.max_patch_bytes = limits.patch_mib << k_mib;
  options.max_line_bytes = limits.line_mib << k_mib;
  return options;
}

}  // namespace mlxpatch::ops

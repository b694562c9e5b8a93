#pragma once

#include <string>
#include <vector>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/report/absorb.hpp>
#include <mlxpatch/report/event.hpp>

namespace mlxpatch::ops {

struct AbsorbOptions {
  /// Files and directories of the checkout, as they are typed in the current directory, or as the checkout has them.
  /// Empty: all that is uncommitted.
  std::vector<std::string> paths;
  Effect effect = Effect::real;
};

/// Makes the uncommitted changes of tracked files, staged or not, part of the patches that they belong to, hunk by
/// hunk: branch, index and patch files, all or nothing. No file of the checkout is touched. Throws Error, with nothing
/// changed.
report::Absorb absorb(const Invocation& invocation, const AbsorbOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops

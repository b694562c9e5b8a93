#pragma once

#include <string>
#include <vector>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/dependencies.hpp>
#include <mlxpatch/report/event.hpp>

namespace mlxpatch::ops {

struct DepsOptions {
  std::vector<std::string> patches;  ///< none: all
  report::Dependencies::Form form = report::Dependencies::Form::text;
};

/// Finds which patches of the branch's queue need which. Changes nothing, and works during a stop, too. Throws
/// Error(usage) if a name means none or several.
report::Dependencies deps(const Invocation& invocation, const DepsOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops

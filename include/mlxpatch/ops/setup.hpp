#pragma once

#include <string>

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/ops/options.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/project.hpp>

namespace mlxpatch::ops {

struct SetupOptions {
  Start start = Start::resume;
  std::string upstream;  ///< replaces the configured URL; empty: as configured
};

report::Setup setup(const Invocation& invocation, const SetupOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops

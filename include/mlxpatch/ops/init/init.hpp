#pragma once

#include <mlxpatch/ops/init/init_options.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/project.hpp>

namespace mlxpatch::ops {

/// Writes mlxpatch.toml, or takes over an existing fork. Throws Error.
report::Init init(const Invocation& invocation, const InitOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops

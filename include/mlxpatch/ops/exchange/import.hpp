#pragma once

#include <mlxpatch/ops/exchange/import_options.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/exchange.hpp>

namespace mlxpatch::ops {

/// Appends patches from elsewhere to the queue, all or none, as commits on the branch and as files. Writes only the
/// files if there is no checkout yet. Throws Error.
report::Import import_patches(const Invocation& invocation, const ImportOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops

#pragma once

#include <mlxpatch/ops/exchange/import_options.hpp>
#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/exchange.hpp>

namespace mlxpatch::ops {

/// Takes patches from elsewhere to the queue's end, all or none: as commits on the branch and as files; as files alone
/// where there is no checkout yet.
report::Import import_patches(const Invocation& invocation, const ImportOptions& options, report::Reporter& reporter);

}  // namespace mlxpatch::ops

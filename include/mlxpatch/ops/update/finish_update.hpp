#pragma once

#include <mlxpatch/ops/invocation.hpp>
#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/update.hpp>

namespace mlxpatch::ops {

/// Ends a stopped update at the last upstream commit on which the whole queue is merged, and keeps that. The conflict
/// waits for the next update. Throws Error, with nothing changed, if there is no such commit.
report::Update finish_update(const Invocation& invocation, report::Reporter& reporter);

}  // namespace mlxpatch::ops
